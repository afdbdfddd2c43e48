#include "decide/match.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "decide/frame.h"

namespace syncline {
namespace {

constexpr std::size_t longest_key = 200;
constexpr std::size_t shortest_word = 3;

std::string only_alphanumeric(std::string_view text) {
  std::string kept;
  for (const char c : match_form(text)) {
    if (c != ' ') kept += c;
  }
  return kept;
}

std::string text_to_match(const FieldValue& value) {
  if (value.presence != Presence::value) return "";
  if (value.value.is_string()) return value.value.as_string();
  return text_of(value);
}

/// Numbers and codes without punctuation; addresses folded; names transliterated.
std::string form_of(const EntityPolicy& policy, const std::string& field, const FieldValue& value) {
  const FieldSpec* spec = policy.entity->field(field);
  const std::string text = text_to_match(value);
  std::string form;
  switch (spec ? spec->type : FieldType::string) {
    case FieldType::phone:
    case FieldType::tax_id: form = only_alphanumeric(text); break;
    case FieldType::email:
    case FieldType::url: form = fold_case(squeeze(text)); break;
    default: form = match_form(text); break;
  }
  return truncate(form, longest_key);
}

/// A field that is compared by itself, or among the records of one parent only.
struct ExactKey {
  std::string name, field, within;
};

std::vector<ExactKey> exact_keys_of(const EntityPolicy& policy) {
  std::vector<ExactKey> keys;
  for (const std::string& field : policy.match.exact) keys.push_back({field, field, ""});
  for (const WithinRule& rule : policy.match.within)
    keys.push_back({rule.field + " within " + rule.within, rule.field, rule.within});
  return keys;
}

/// The form of one exact key over shown values; empty when one of them is missing.
template <class FormOf>
std::string form_of_key(const ExactKey& key, const FormOf& form_of_field) {
  const std::string form = form_of_field(key.field);
  if (key.within.empty() || form.empty()) return form;
  const std::string parent = form_of_field(key.within);
  return parent.empty() ? "" : truncate(parent + " " + form, longest_key);
}

/// A hidden record is one that we may not see; it keeps its place and its keys.
bool is_there(const Member& member) { return member.state == RecordState::live || member.state == RecordState::hidden; }

FieldValue shown_in(const Reading& reading, const std::string& field) {
  const auto found = reading.fields.find(field);
  return found == reading.fields.end() ? FieldValue::absent() : found->second.canonical;
}

FieldValue shown_in(const SlotRule& slot, const Member& member, const std::string& field) {
  const auto found = member.fields.find(field);
  return found == member.fields.end() ? FieldValue::absent() : shown_by(slot, field, found->second);
}

/// `shown` gives what a field shows: only what is compared is converted.
template <class Shown>
void add_keys(const EntityPolicy& policy, const Shown& shown, bool claimed, std::set<MatchKey>& keys) {
  const auto form = [&](const std::string& field) { return form_of(policy, field, shown(field)); };
  for (const ExactKey& key : exact_keys_of(policy)) {
    if (const std::string value = form_of_key(key, form); !value.empty())
      keys.insert({policy.entity->name, key.name, value, claimed});
  }
  if (!policy.match.similar) return;
  const std::string& similar = policy.match.similar->field;
  for (const std::string& word : split(company_match_form(text_to_match(shown(similar))), ' ')) {
    if (code_points(word) < shortest_word) continue;
    keys.insert({policy.entity->name, "similar:" + similar, truncate(word, longest_key), false});
  }
}

std::vector<MatchKey> as_list(const std::set<MatchKey>& keys) { return {keys.begin(), keys.end()}; }

/// The values of one exact key, in match form, over the live members.
std::set<std::string> forms_of(const EntityPolicy& policy, const Link& link, const ExactKey& key) {
  std::set<std::string> forms;
  for (const Member& member : link.shadow.members) {
    const SlotRule* slot = policy.slot(member.slot);
    if (!slot || !is_there(member)) continue;
    const std::string form = form_of_key(
        key, [&](const std::string& field) { return form_of(policy, field, shown_in(*slot, member, field)); });
    if (!form.empty()) forms.insert(form);
  }
  return forms;
}
std::set<std::string> forms_of(const EntityPolicy& policy, const Link& link, const std::string& field) {
  return forms_of(policy, link, {field, field, ""});
}

std::string form_in(const EntityPolicy& policy, const Reading& reading, const std::string& field) {
  return form_of(policy, field, shown_in(reading, field));
}

std::string form_in(const EntityPolicy& policy, const Reading& reading, const ExactKey& key) {
  return form_of_key(key, [&](const std::string& field) { return form_in(policy, reading, field); });
}

std::vector<Candidate> each_once(const std::vector<Candidate>& candidates) {
  std::vector<Candidate> once;
  for (const Candidate& candidate : candidates) {
    if (std::ranges::none_of(once, [&](const Candidate& c) { return c.link.id == candidate.link.id; }))
      once.push_back(candidate);
  }
  std::ranges::sort(once, {}, [](const Candidate& c) { return c.link.id; });
  return once;
}

/// A field more trusted than `by` that both sides have, with different values.
std::string contradiction(const EntityPolicy& policy, const Reading& reading, const Link& link, const std::string& by) {
  for (const ExactKey& key : exact_keys_of(policy)) {
    if (key.name == by) return "";
    const std::string form = form_in(policy, reading, key);
    const std::set<std::string> theirs = forms_of(policy, link, key);
    if (!form.empty() && !theirs.empty() && !theirs.contains(form)) return key.name;
  }
  return "";
}

bool is_filled(const Link& link, const Slot& slot) {
  const Member* member = link.shadow.member(slot);
  return member && is_there(*member);
}

MatchResult exact_result(const EntityPolicy& policy, const Reading& reading, const Slot& slot, const std::string& by,
                         std::vector<Candidate> matches, bool by_old_key) {
  MatchResult result;
  result.by = by;
  for (Candidate& candidate : matches) candidate.by = by;
  result.candidates = std::move(matches);
  const Link& first = result.candidates.front().link;
  const std::string other = contradiction(policy, reading, first, by);
  if (result.candidates.size() > 1) {
    result.kind = MatchResult::Kind::ambiguous;
  } else if (by_old_key) {
    result.kind = MatchResult::Kind::ambiguous;
    result.by = by + ", by a key that its values no longer give";
  } else if (!other.empty()) {
    result.kind = MatchResult::Kind::ambiguous;
    result.by = by + ", but " + other + " differs";
  } else {
    result.kind = is_filled(first, slot) ? MatchResult::Kind::duplicate : MatchResult::Kind::one;
    result.link = first.id;
  }
  return result;
}

int score_of(const EntityPolicy& policy, const Reading& reading, const Link& link) {
  const SimilarRule& rule = *policy.match.similar;
  const auto own = reading.fields.find(rule.field);
  if (own == reading.fields.end()) return 0;
  if (!rule.and_field.empty()) {
    const std::string form = form_in(policy, reading, rule.and_field);
    if (form.empty() || !forms_of(policy, link, rule.and_field).contains(form)) return 0;
  }
  const std::string name = company_match_form(text_to_match(own->second.canonical));
  if (name.empty()) return 0;
  int best = 0;
  for (const Member& member : link.shadow.members) {
    const SlotRule* slot = policy.slot(member.slot);
    const auto found = member.fields.find(rule.field);
    if (!slot || !is_there(member) || found == member.fields.end()) continue;
    const std::string other = company_match_form(text_to_match(shown_by(*slot, rule.field, found->second)));
    if (!other.empty()) best = std::max(best, similarity(name, other));
  }
  return best;
}

MatchResult similar_result(const EntityPolicy& policy, const Reading& reading, const Slot& slot,
                           std::vector<Candidate> all) {
  MatchResult result;
  if (!policy.match.similar) return result;
  for (Candidate& candidate : all) {
    candidate.by = "similar";
    candidate.score = score_of(policy, reading, candidate.link);
  }
  // A link whose place for this record is taken is no proposal: that record has its own counterpart.
  std::erase_if(
      all, [&](const Candidate& c) { return c.score < policy.match.similar->at_least || is_filled(c.link, slot); });
  if (all.empty()) return result;
  std::ranges::stable_sort(all, std::greater{}, &Candidate::score);
  result.kind = MatchResult::Kind::similar;
  result.by = policy.match.similar->field;
  result.candidates = std::move(all);
  return result;
}

std::string name_to_compare(const FieldValue& name) { return company_match_form(text_to_match(name)); }

}  // namespace

bool is_one_entered_twice(const EntityPolicy& policy, const Link& link, const Slot& slot, const Reading* more) {
  const SlotRule* place = policy.slot(slot);
  if (!policy.match.similar || !place) return false;
  const std::string& field = policy.match.similar->field;
  std::vector<std::string> names;
  for (const Member& member : link.shadow.members) {
    const auto found = member.fields.find(field);
    if (member.slot == slot && is_there(member) && found != member.fields.end())
      names.push_back(name_to_compare(shown_by(*place, field, found->second)));
  }
  if (more && more->fields.contains(field)) names.push_back(name_to_compare(more->fields.at(field).canonical));
  return std::ranges::all_of(names, [&](const std::string& name) { return name == names.front(); });
}

std::vector<std::string> exact_kinds(const EntityPolicy& policy) {
  std::vector<std::string> kinds;
  for (const ExactKey& key : exact_keys_of(policy)) kinds.push_back(key.name);
  return kinds;
}

std::vector<MatchKey> match_keys(const EntityPolicy& policy, const Reading& reading) {
  std::set<MatchKey> keys;
  add_keys(policy, [&](const std::string& field) { return shown_in(reading, field); }, true, keys);
  return as_list(keys);
}

std::vector<MatchKey> match_keys(const EntityPolicy& policy, const Link& link, bool ended_too) {
  std::set<MatchKey> keys;
  const bool claimed = !link.id && !link.shadow.undecided;
  for (const Member& member : link.shadow.members) {
    const SlotRule* slot = policy.slot(member.slot);
    if (!slot || !(ended_too || is_there(member))) continue;
    add_keys(policy, [&](const std::string& field) { return shown_in(*slot, member, field); }, claimed, keys);
  }
  return as_list(keys);
}

MatchResult match(const EntityPolicy& policy, const Reading& reading, const Slot& slot,
                  const std::vector<Candidate>& candidates) {
  const std::vector<Candidate> all = each_once(candidates);
  for (const ExactKey& key : exact_keys_of(policy)) {
    const std::string form = form_in(policy, reading, key);
    if (form.empty()) continue;
    std::vector<Candidate> matches;
    bool by_old_key = false;
    for (const Candidate& candidate : all) {
      const bool shows_it = forms_of(policy, candidate.link, key).contains(form);
      if (!shows_it && candidate.by != key.name) continue;
      by_old_key |= !shows_it;
      matches.push_back(candidate);
    }
    if (!matches.empty()) return exact_result(policy, reading, slot, key.name, std::move(matches), by_old_key);
  }
  return similar_result(policy, reading, slot, all);
}

}  // namespace syncline
