#include "engine/linking.h"

#include <algorithm>
#include <set>

#include "base/mutant.h"
#include "decide/match.h"
#include "decide/surplus.h"
#include "engine/calls.h"

namespace syncline {
namespace {

constexpr std::size_t most_effects = 100;  // of one link

/// Links that share a match key with the reading, each once, by the most trusted key.
std::vector<Candidate> candidates_for(Reader& reader, const EntityPolicy& policy, const Reading& reading) {
  std::vector<Candidate> found;
  const auto add = [&](LinkId id, const std::string& by) {
    if (std::ranges::any_of(found, [&](const Candidate& c) { return c.link.id == id; })) return;
    if (auto link = reader.link(id)) found.push_back({std::move(*link), by, 1000});
  };
  const auto keys = match_keys(policy, reading);
  const std::vector<std::string> exact = exact_kinds(policy);
  for (const std::string& field : exact) {
    for (const MatchKey& key : keys) {
      if (key.kind != field) continue;
      for (const LinkId id : reader.links_by_key(key)) add(id, field);
    }
  }
  if (!found.empty()) return found;
  for (const MatchKey& key : keys) {
    if (std::ranges::find(exact, key.kind) != exact.end()) continue;
    for (const LinkId id : reader.links_by_key(key)) add(id, "similar");
  }
  return found;
}

NewConflict review(ConflictKind kind, LinkId link, const RecordKey& record, const MatchResult& match,
                   std::string message) {
  NewConflict conflict;
  conflict.kind = kind;
  conflict.link = link;
  conflict.record = record;
  conflict.message = std::move(message);
  for (const Candidate& candidate : match.candidates) {
    for (const Member& member : candidate.link.shadow.members) {
      conflict.sides.emplace_back(text_of(member.key),
                                  FieldValue::of(Map{{"link", candidate.link.id.n}, {"by", candidate.by}}));
    }
  }
  return conflict;
}

Home new_link(const EntityPolicy& policy, const Slot& slot, std::string story) {
  Home home;
  home.slot = slot;
  home.link.emplace();
  home.link->entity = policy.entity->name;
  home.story = std::move(story);
  return home;
}

/// The record belongs to this link now: a member without a reading yet, which decide fills as its first contact.
Home join(Link link, const Slot& slot, const RecordKey& key, bool surplus, const std::string& by) {
  Home home;
  home.slot = slot;
  home.link = std::move(link);
  if (surplus) {
    Member member;
    member.slot = slot;
    member.key = key;
    member.duplicate = true;
    home.link->shadow.members.push_back(std::move(member));
  }
  home.story = (surplus ? "surplus record, linked by " : "linked by ") + by + "; ";
  return home;
}

bool is_there(const Member* member) { return member && is_there(*member); }

/// Two different records of one system share the key: which of them belongs to the other system's, only a person can
/// tell. One that was entered twice is no question, and a second record for a link in use is surplus.
bool is_contested(const EntityPolicy& policy, const Link& link, const Observation& seen, bool surplus) {
  if (surplus) {
    const bool is_linked = std::ranges::any_of(
        link.shadow.members, [&](const Member& m) { return m.slot != seen.slot && !m.duplicate && is_there(&m); });
    return is_linked && policy.stage == Stage::observe && !is_one_entered_twice(policy, link, seen.slot, &seen.reading);
  }
  return std::ranges::any_of(link.shadow.members, [&](const Member& m) {
    return m.duplicate && is_there(&m) && !is_one_entered_twice(policy, link, m.slot, nullptr);
  });
}

Home join_matched(Reader& reader, const EntityPolicy& policy, const Observation& seen, const MatchResult& found) {
  const bool surplus = found.kind == MatchResult::Kind::duplicate;
  Link link = *reader.link(found.link);
  const bool contested = is_contested(policy, link, seen, surplus);
  Home home = join(std::move(link), seen.slot, seen.reading.key, surplus, found.by);
  if (contested) {
    home.link->shadow.undecided = true;
    home.story += "one of several that fit, for review; ";
    home.conflicts.push_back(review(ConflictKind::ambiguous, found.link, seen.reading.key, found,
                                    "Several records of one system fit by " + found.by +
                                        ": nothing is written to any of them before a person has decided which it is"));
  } else if (surplus) {
    home.conflicts.push_back(
        review(ConflictKind::duplicate, found.link, seen.reading.key, found,
               "A second record fills the slot " + seen.slot + ": it is read and shown, never written"));
  }
  return home;
}

/// Links that the record might turn out to belong to: created elsewhere meanwhile, they would be there twice.
std::vector<Link> rivals_of(const MatchResult& found, const Slot& slot) {
  std::vector<Link> rivals;
  for (const Candidate& candidate : found.candidates) {
    if (!candidate.link.shadow.undecided && !is_there(candidate.link.shadow.member(slot)))
      rivals.push_back(candidate.link);
  }
  return rivals;
}

Home match_home(Reader& reader, const EntityPolicy& policy, const Observation& seen) {
  const MatchResult found = match(policy, seen.reading, seen.slot, candidates_for(reader, policy, seen.reading));
  switch (found.kind) {
    case MatchResult::Kind::none: return new_link(policy, seen.slot, "new link; ");
    case MatchResult::Kind::one:
    case MatchResult::Kind::duplicate: return join_matched(reader, policy, seen, found);
    case MatchResult::Kind::ambiguous:
    case MatchResult::Kind::similar: {
      const bool similar = found.kind == MatchResult::Kind::similar;
      Home home =
          new_link(policy, seen.slot, similar ? "similar to others, for review; " : "matches several, for review; ");
      home.link->shadow.undecided = true;
      home.rivals = rivals_of(found, seen.slot);
      home.conflicts.push_back(review(similar ? ConflictKind::similar : ConflictKind::ambiguous, {}, seen.reading.key,
                                      found,
                                      "Nothing is created for it before a person has decided which record it is"));
      return home;
    }
  }
  return new_link(policy, seen.slot, "new link; ");
}

/// The link becomes part of that one: its values stand, the others' records meet them as at first contact, and those
/// for which there is no place are named. False: it has to wait for the outcome of a write, which would be told in the
/// versions of a link that is no more.
bool join_into(Reader& reader, LinkId into, const RecordKey& read_now, Home& home) {
  if (is_under_way(reader, home.link->id, std::nullopt) || is_under_way(reader, into, EffectOp::create)) {
    home.not_yet = "waits for the outcome of a write before its link is joined into link " + std::to_string(into.n);
    return false;
  }
  home.absorbed = std::move(home.link);
  home.link = reader.link(into);
  home.link->shadow = joined(home.link->shadow, home.absorbed->shadow);
  home.story += "link " + std::to_string(home.absorbed->id.n) + " is joined into it; ";
  for (const Member& member : home.absorbed->shadow.members) {
    const Member& now = *home.link->shadow.member(member.key);
    if (now.key == read_now || !is_there(now)) continue;
    home.to_read.push_back(now.key);
    const Member* counts = home.link->shadow.member(now.slot);
    if (now.duplicate && counts && !mutant("surplus-unnamed"))
      home.conflicts.push_back(surplus_question(into, *counts, now));
  }
  return true;
}

void join_merged(Reader& reader, const Observation& seen, Home& home) {
  RecordKey survivor = seen.reading.key;
  survivor.native = seen.reading.merged_into;
  const LinkId into = reader.link_of(survivor);
  if (!into) {
    home.follow_ups.push_back(hint(survivor, EventSource::reread, seen.reading.read_at));
    home.not_yet = "waits until " + survivor.native + ", into which it was merged, is known";
    home.may_never_be = true;
  } else if (into != home.link->id && join_into(reader, into, seen.reading.key, home)) {
    home.story += "the vendor merged it into " + survivor.native + "; ";
  }
}

/// The last record of a link is back. Meanwhile another one of the same may have got a link.
void join_again(Reader& reader, const EntityPolicy& policy, const Observation& seen, Home& home) {
  const Shadow& shadow = home.link->shadow;
  if (std::ranges::any_of(shadow.members, [](const Member& m) { return is_there(m); })) return;
  std::vector<Candidate> others = candidates_for(reader, policy, seen.reading);
  std::erase_if(others, [&](const Candidate& c) { return c.link.id == home.link->id; });
  const MatchResult found = match(policy, seen.reading, home.slot, others);
  if (found.kind == MatchResult::Kind::one || found.kind == MatchResult::Kind::duplicate) {
    join_into(reader, found.link, seen.reading.key, home);
  } else if (found.kind != MatchResult::Kind::none) {
    home.link->shadow.undecided = true;
    home.conflicts.push_back(review(ConflictKind::ambiguous, home.link->id, seen.reading.key, found,
                                    "It is back, and others fit by now: nothing is written before a person has "
                                    "decided which record it is"));
  }
}

}  // namespace

bool is_under_way(Reader& reader, LinkId link, std::optional<EffectOp> op) {
  return std::ranges::any_of(reader.open_effects(link), [&](const Effect& effect) {
    return (!op || effect.op == *op) && is_under_way(effect.state);
  });
}

Shadow joined(const Shadow& survivor, const Shadow& other) {
  Shadow all = survivor;
  for (const Member& member : other.members) {
    Member fresh = unread(member);
    if (Member* filled = all.member(member.slot))
      (is_there(*filled) || !is_there(fresh) ? fresh : *filled).duplicate = true;
    all.members.push_back(std::move(fresh));
  }
  for (const FilePart& file : other.files) {
    if (!all.file(file.from, file.to, file.id)) all.files.push_back(file);
  }
  all.undecided = survivor.undecided && other.undecided;
  return all;
}

Home home_of(Reader& reader, const EntityPolicy& policy, const Observation& seen, LinkId computed_for) {
  LinkId known = reader.link_of(seen.reading.key);
  if (!known) known = computed_for;
  if (!known) {
    if (seen.reading.state != RecordState::live) return {};
    return match_home(reader, policy, seen);
  }
  Home home;
  home.link = reader.link(known);
  const Member* member = home.link->shadow.member(seen.reading.key);
  home.slot = member ? member->slot : seen.slot;
  if (seen.reading.state == RecordState::merged && !mutant("merge-read-as-delete")) join_merged(reader, seen, home);
  if (seen.reading.state == RecordState::live && member) join_again(reader, policy, seen, home);
  return home;
}

std::vector<NewConflict> still_out_of_use(Reader& reader, const Link& link, const Shadow& next, const RecordKey& key) {
  std::vector<NewConflict> told;
  const Member* before = link.shadow.member(key);
  const Member* back = next.member(key);
  if (!before || is_there(before) || !is_there(back)) return told;
  std::set<RecordKey> looked_at;
  for (const Effect& effect : reader.effects(link.id, {}, most_effects)) {  // the newest first
    const Member* other = next.member(effect.key);
    const bool is_newest = looked_at.insert(effect.key).second;
    if (!is_newest || effect.op != EffectOp::deactivate || effect.state != EffectState::applied) continue;
    if (!is_there(other) || other == back) continue;
    NewConflict& one = told.emplace_back();
    one.kind = ConflictKind::edit_vs_delete;
    one.link = link.id;
    one.record = other->key;
    one.message = text_of(key) + " is back. " + text_of(other->key) +
                  " was put out of use when it had gone, and stays so: put it into use again there, or leave it.";
    one.sides = {{back->slot, FieldValue::of(key.native)}};
  }
  return told;
}

}  // namespace syncline
