#include "decide/first_contact.h"

#include <algorithm>

#include "base/mutant.h"

namespace syncline {
namespace {

std::vector<Place> speaking_places(Frame& fr, const std::string& field) {
  std::vector<Place> all = live_places(fr, field);
  std::erase_if(all, [&](const Place& place) { return !shown_by(place, field).speaks(); });
  return all;
}

/// Whose word counts first: the master's, then what can show everything, then the rest, values before nothing.
int rank_of(Frame& fr, const FieldRule& rule, const Place& place) {
  const Member* master = live_master(fr.policy, fr.shadow(), rule);
  if (master == place.member) return 0;
  const int empty = shown_by(place, rule.field).presence == Presence::empty ? 2 : 0;
  return 1 + empty + (place.bound->cls == BindingClass::lossy ? 1 : 0);
}

void sort_by_rank(Frame& fr, const FieldRule& rule, std::vector<Place>& all) {
  std::ranges::stable_sort(all, {}, [&](const Place& place) { return rank_of(fr, rule, place); });
}

bool all_show(const std::vector<Place>& all, const std::string& field, const FieldValue& value) {
  return std::ranges::all_of(
      all, [&](const Place& place) { return shows(*place.slot, field, shown_by(place, field), value); });
}

void stand(Frame& fr, const FieldRule& rule, const Place& place, const std::string& why) {
  if (mutant("standing-written")) return;
  place.field->standing = true;
  place.field->unasked = false;
  step(fr, rule.field, place.member->slot, why, shown_by(place, rule.field), fr.shadow().agreed.at(rule.field).value);
}

/// What nobody can read is taken to be right when a field is first agreed: linking writes nothing.
void trust_write_only(Frame& fr, const std::string& field) {
  for (const Place& place : places(fr, field)) {
    if (place.bound->cls != BindingClass::write_only) continue;
    MemberField& unread = place.member->fields[field];
    unread.presence = Presence::empty;
    unread.confirmed = fr.shadow().agreed.at(field).version;
  }
}

std::string joined_slots(const std::vector<Place>& all) {
  std::string text;
  for (const Place& place : all) text += (text.empty() ? "" : ", ") + place.member->slot;
  return text;
}

/// The only value besides nothing, when agreed is empty: (value, slot). Several values: none.
std::optional<std::pair<FieldValue, Slot>> only_value(Frame& fr, const FieldRule& rule) {
  std::vector<Place> filled = speaking_places(fr, rule.field);
  std::erase_if(filled, [&](const Place& p) { return shown_by(p, rule.field).presence == Presence::empty; });
  sort_by_rank(fr, rule, filled);
  for (const Place& place : filled) {
    const FieldValue value = shown_by(place, rule.field);
    if (all_show(filled, rule.field, value)) return std::pair(value, place.member->slot);
  }
  return std::nullopt;
}

void release_where(Frame& fr, const FieldRule& rule, const std::string& why, bool only_empty) {
  const FieldValue agreed = fr.shadow().agreed.at(rule.field).value;
  for (const Place& place : live_places(fr, rule.field)) {
    if (!place.field || !is_to_be_settled(*place.field)) continue;
    const FieldValue shown = shown_by(place, rule.field);
    if (only_empty && !mutant("fill-overwrites") && shown.presence != Presence::empty) continue;
    place.field->standing = false;
    place.field->confirmed = 0;
    step(fr, rule.field, place.member->slot, why, shown, agreed);
  }
}

void fill(Frame& fr, const FieldRule& rule) {
  if (fr.shadow().agreed.at(rule.field).value.presence == Presence::empty) {
    const auto value = only_value(fr, rule);
    if (!value) return;
    agree(fr, rule.field, value->first, value->second, "fill");
  }
  release_where(fr, rule, "first contact: filled", true);
}

void by_master(Frame& fr, const FieldRule& rule) {
  const Member* master = live_master(fr.policy, fr.shadow(), rule);
  if (!master) return;
  const auto field = master->fields.find(rule.field);
  if (field == master->fields.end()) return;
  const FieldValue value = shown_by(*fr.policy.slot(master->slot), rule.field, field->second);
  if (!value.speaks()) return;
  const Slot slot = master->slot;
  const AgreedField before = fr.shadow().agreed.at(rule.field);
  if (!shows(*fr.policy.slot(slot), rule.field, value, before.value)) {
    agree(fr, rule.field, value, slot, "master");
    step(fr, rule.field, before.origin.slot, "first contact: master " + slot, before.value, value);
  }
  release_where(fr, rule, "first contact: master " + slot, false);
}

}  // namespace

std::optional<std::pair<FieldValue, Slot>> common_value(Frame& fr, const FieldRule& rule) {
  std::vector<Place> all = speaking_places(fr, rule.field);
  sort_by_rank(fr, rule, all);
  const auto agreed = fr.shadow().agreed.find(rule.field);
  if (agreed != fr.shadow().agreed.end() && !all.empty() && all_show(all, rule.field, agreed->second.value)) {
    return std::pair(agreed->second.value, agreed->second.origin.slot);
  }
  for (const Place& place : all) {
    const FieldValue value = shown_by(place, rule.field);
    if (all_show(all, rule.field, value)) return std::pair(value, place.member->slot);
  }
  return std::nullopt;
}

void establish(Frame& fr, const FieldRule& rule) {
  std::vector<Place> all = speaking_places(fr, rule.field);
  if (all.empty()) return;
  sort_by_rank(fr, rule, all);
  auto value = common_value(fr, rule);
  if (!value) value = std::pair(shown_by(all.front(), rule.field), all.front().member->slot);
  agree(fr, rule.field, value->first, value->second, "first");
  trust_write_only(fr, rule.field);
  step(fr, rule.field, value->second, all.size() > 1 ? "agreed at first contact" : "first", FieldValue::absent(),
       value->first);
  for (const Place& place : all) {
    if (!shows(*place.slot, rule.field, shown_by(place, rule.field), value->first))
      stand(fr, rule, place, "standing difference");
  }
}

void wait_for_an_edit(Frame& fr, const std::string& field) {
  if (mutant("new-field-filled")) return;
  for (const Place& place : places(fr, field)) {
    if (place.field && place.field->standing) place.field->unasked = true;
  }
}

void establish_what_was_read(Frame& fr) {
  if (mutant("new-field-left-out")) return;
  for (const FieldRule& rule : fr.policy.fields) {
    if (rule.scope == FieldScope::member || fr.shadow().agreed.contains(rule.field)) continue;
    establish(fr, rule);
    wait_for_an_edit(fr, rule.field);
  }
}

void meet(Frame& fr, const FieldRule& rule, const Place& place) {
  const FieldValue shown = shown_by(place, rule.field);
  AgreedField& agreed = fr.shadow().agreed.at(rule.field);
  if (shows(*place.slot, rule.field, shown, agreed.value)) {
    place.field->confirmed = agreed.version;
    step(fr, rule.field, place.member->slot, "adopted at first contact", FieldValue::absent(), shown);
    return;
  }
  // The others may only be unable to show as much as this one, or be gone: then its word is the fuller one. An edit
  // that is still on its way to one of them is not to be forgotten over it.
  const std::vector<Place> live = live_places(fr, rule.field);
  const bool on_its_way = std::ranges::any_of(
      live, [&](const Place& p) { return p.member != place.member && is_pending(fr.shadow(), p, rule.field); });
  const auto common = common_value(fr, rule);
  if (common && !on_its_way && !is_disputed(fr.shadow(), rule.field)) {
    const FieldValue before = agreed.value;
    agree(fr, rule.field, common->first, common->second, "first");
    step(fr, rule.field, common->second, "first: all mean the same", before, common->first);
    return;
  }
  stand(fr, rule, place, "standing difference");
}

void follow(Frame& fr, const FieldRule& rule, const Place& place, bool moved) {
  if (!fr.shadow().agreed.contains(rule.field)) {
    establish(fr, rule);
    return;
  }
  const AgreedField before = fr.shadow().agreed.at(rule.field);
  if (const auto common = common_value(fr, rule)) {
    if (common->first == before.value) {
      for (const Place& each : live_places(fr, rule.field)) {
        if (!each.field || !shown_by(each, rule.field).speaks()) continue;
        each.field->confirmed = before.version;
        each.field->standing = each.field->undone = each.field->deviating = false;
      }
    } else {
      agree(fr, rule.field, common->first, common->second, "adopt");
      step(fr, rule.field, common->second, "agreed by equality", before.value, common->first);
    }
    settle_dispute(fr, rule.field);
    return;
  }
  if (!moved) return;
  if (shows(*place.slot, rule.field, shown_by(place, rule.field), before.value)) {
    place.field->confirmed = before.version;
    place.field->standing = place.field->undone = false;
  } else {
    stand(fr, rule, place, "standing difference: only followed");
  }
}

void let_differences_stand(Frame& fr, const Member& member) {
  for (const FieldRule& rule : fr.policy.fields) {
    const auto agreed = fr.shadow().agreed.find(rule.field);
    if (rule.scope == FieldScope::member || agreed == fr.shadow().agreed.end()) continue;
    for (const Place& place : places(fr, rule.field)) {
      if (place.member != &member || !place.field) continue;
      const FieldValue shown = shown_by(place, rule.field);
      if (!shown.speaks() || place.field->standing || shows(*place.slot, rule.field, shown, agreed->second.value))
        continue;
      stand(fr, rule, place, "standing difference since the pause");
    }
  }
}

void settle_standing(Frame& fr, const FieldRule& rule) {
  if (rule.scope == FieldScope::member || is_disputed(fr.shadow(), rule.field)) return;
  if (!fr.shadow().agreed.contains(rule.field)) return;
  const AgreedField agreed = fr.shadow().agreed.at(rule.field);
  std::vector<Place> standing = live_places(fr, rule.field);
  std::erase_if(standing, [&](const Place& p) {
    if (!p.field || !p.field->standing) return true;
    if (!shows(*p.slot, rule.field, shown_by(p, rule.field), agreed.value)) return !is_to_be_settled(*p.field);
    p.field->confirmed = agreed.version;
    p.field->standing = p.field->undone = false;
    step(fr, rule.field, p.member->slot, "adopted", agreed.value, agreed.value);
    return true;
  });
  if (standing.empty()) return;
  switch (rule.on_link) {
    case OnLink::fill: fill(fr, rule); return;
    case OnLink::master: by_master(fr, rule); return;
    case OnLink::review:
      dispute(fr, ConflictKind::standing, rule.field,
              "The field " + rule.field + " differed when the records were linked: " + joined_slots(standing) +
                  " against what is agreed. Choose the value that shall stand.");
      return;
  }
}

}  // namespace syncline
