#pragma once
// match: which link a record belongs to. Pure; candidates come from the store. Linking writes nothing.

#include <string>
#include <vector>

#include "decide/policy.h"
#include "model/conflict.h"
#include "model/match_key.h"
#include "model/shadow.h"

namespace syncline {

/// The kinds of exact keys in order of trust: "tax_id", then "email within customer".
std::vector<std::string> exact_kinds(const EntityPolicy&);

/// The keys by which a reading can be found. Exact fields: kind = the field, value in match form, unique (claimed)
/// while it would make a new link. The similar field: kind = "similar:<field>", one key for each of its words.
std::vector<MatchKey> match_keys(const EntityPolicy&, const Reading&);
/// Of a whole link: the union over its live members; `ended_too`: over all, as long as a create for it is under way, so
/// that what it makes is known for its own. A link that is new claims its exact keys, so that two records that
/// arrive at once cannot make two links; one that exists already, or is under review, claims nothing.
std::vector<MatchKey> match_keys(const EntityPolicy&, const Link&, bool ended_too = false);

struct Candidate {
  Link link;
  std::string by;  ///< the field by whose key the store found it, or "similar"
  int score = 1000;
};

struct MatchResult {
  enum class Kind : std::uint8_t {
    none,       ///< a new link
    one,        ///< join `link`
    duplicate,  ///< the only match already has a live record in this slot: surplus member, review
    ambiguous,  ///< several links match by the most trusted key that matches at all, or a more trusted key contradicts
                ///< the only match, or the store's key for it is out of date: review
    similar,    ///< only by similarity: review, a new link meanwhile (never created elsewhere before a person decided)
  } kind = Kind::none;
  LinkId link;
  std::string by;
  std::vector<Candidate> candidates;
};

/// Do the link's records of this slot, and `more` when given, show one name, but for spelling and legal form: one and
/// the same, entered twice? The name is the field of the `similar` rule; without one nobody knows: no.
bool is_one_entered_twice(const EntityPolicy&, const Link&, const Slot&, const Reading* more);

MatchResult match(const EntityPolicy&, const Reading&, const Slot&, const std::vector<Candidate>& candidates);

}  // namespace syncline
