#include "decide/frame.h"

#include <algorithm>

#include "base/mutant.h"

namespace syncline {

bool is_live(const Member& member) { return !member.duplicate && member.state == RecordState::live; }

std::vector<Place> places(Frame& fr, const std::string& field) {
  std::vector<Place> all;
  for (const SlotRule& slot : fr.policy.slots) {
    Member* member = fr.shadow().member(slot.slot);
    const BindingField* bound = slot.binding->field(field);
    if (!member || member->duplicate || member->released || !bound) continue;
    const auto found = member->fields.find(field);
    all.push_back({member, &slot, bound, found == member->fields.end() ? nullptr : &found->second});
  }
  return all;
}

std::vector<Place> live_places(Frame& fr, const std::string& field) {
  std::vector<Place> all = places(fr, field);
  std::erase_if(all, [](const Place& place) { return !is_live(*place.member); });
  return all;
}

namespace {

/// Parts with the links of what they refer to; absent while one of these has none.
FieldValue with_links(const BindingField& bound, FieldValue parts, const std::map<std::string, LinkId>& links) {
  if (!bound.refers_in_parts() || !parts.value.is_list()) return parts;
  for (Value& part : parts.value.as_list()) {
    for (const BindingField& field : bound.parts) {
      if (field.type != FieldType::reference || !part.is_map() || !part.as_map().contains(field.name)) continue;
      const Value& native = part[field.name];
      if (native.is_int()) continue;  // of a virtual member: a link already
      const auto link = links.find(field.name + " " + native.string_or(""));
      if (link == links.end()) return FieldValue::absent();
      part.as_map().set(field.name, link->second.n);
    }
  }
  return parts;
}

}  // namespace

bool is_read_there(const BindingField& bound, const MemberField& member) {
  return member.place.empty() || bound.place.empty() || member.place == bound.place;
}

FieldValue shown_by(const SlotRule& slot, const std::string& field, const MemberField& member) {
  const BindingField* bound = slot.binding->field(field);
  if (!bound || bound->cls == BindingClass::write_only) return FieldValue::absent();
  if (member.presence != Presence::value && member.presence != Presence::empty) return FieldValue::absent();
  if (!is_read_there(*bound, member)) return FieldValue::absent();
  if (member.meaning.by != slot.binding.get())
    member.meaning = {slot.binding.get(), slot.binding->canonical(field, member.base)};
  const FieldValue& meant = member.meaning.value;
  if (bound->type == FieldType::parts) return with_links(*bound, meant, member.links);
  if (bound->type != FieldType::reference || meant.presence != Presence::value) return meant;
  return member.refers_to ? FieldValue::of(member.refers_to.n) : FieldValue::absent();
}

FieldValue shown_by(const Place& place, const std::string& field) {
  return place.field ? shown_by(*place.slot, field, *place.field) : FieldValue::absent();
}

namespace {

/// A computed value that is not there yet leaves the field to the next master.
bool has_said(const Member& member, const std::string& field) {
  const auto found = member.fields.find(field);
  return found != member.fields.end() &&
         (found->second.presence == Presence::value || found->second.presence == Presence::empty);
}

}  // namespace

const Member* live_master(const EntityPolicy& policy, const Shadow& shadow, const FieldRule& rule) {
  for (const Slot& slot : rule.masters) {
    const Member* member = shadow.member(slot);
    const SlotRule* place = policy.slot(slot);
    if (!member || member->duplicate || member->released || !place || !place->binding->field(rule.field)) continue;
    if (place->source != Source::system && !has_said(*member, rule.field)) continue;
    if (place->source == Source::reflected && mutant("reflection-no-master")) continue;
    if (member->state == RecordState::live || member->state == RecordState::hidden) return member;
  }
  return nullptr;
}

bool may_write(const EntityPolicy& policy, const Shadow& shadow, const FieldRule& rule, const Member& member) {
  if (mutant("any-member-writes")) return true;
  if (const Member* master = live_master(policy, shadow, rule)) return master->slot == member.slot;
  const SlotRule* slot = policy.slot(member.slot);
  const BindingField* bound = slot ? slot->binding->field(rule.field) : nullptr;
  if (!bound || member.released) return false;
  if (bound->cls != BindingClass::lossy || mutant("lossy-writes")) return true;
  // Nobody else holds more than a lossy member can show, so nothing can be lost by believing it.
  return std::ranges::none_of(shadow.members,
                              [&](const Member& other) { return is_live(other) && other.slot != member.slot; });
}

bool is_pending(const Shadow& shadow, const Place& place, const std::string& field) {
  const auto agreed = shadow.agreed.find(field);
  if (agreed == shadow.agreed.end() || !place.field || place.field->standing) return false;
  if (place.bound->cls == BindingClass::read_only && !place.bound->by_transition) return false;
  if (place.field->presence != Presence::value && place.field->presence != Presence::empty) return false;
  return place.field->confirmed < agreed->second.version;
}

bool is_disputed(const Shadow& shadow, const std::string& field) { return shadow.disputes.contains(field); }

void agree(Frame& fr, const std::string& field, const FieldValue& value, const Slot& by, const std::string& rule) {
  AgreedField& agreed = fr.shadow().agreed[field];
  agreed.value = value;
  if (!mutant("version-not-bumped")) ++agreed.version;
  agreed.origin = {by, fr.seen ? fr.seen->event : fr.because, rule, fr.seen ? fr.seen->hops : 0};
  agreed.changed_at = fr.as_of;
  agreed.edited_after = agreed.edited_by = fr.as_of;
  for (const Place& place : places(fr, field)) {
    if (!place.field) continue;
    const FieldValue shown = shown_by(place, field);
    if (shows(*place.slot, field, shown, value)) {
      place.field->confirmed = agreed.version;
      place.field->standing = place.field->undone = place.field->deviating = false;
    } else if (place.field->deviating) {
      place.field->deviating = false;
      step(fr, field, place.member->slot, "kept foreign edit overruled by a new value of " + origin_name(agreed), shown,
           value);
    }
  }
}

void renew(Frame& fr, const std::string& field) {
  AgreedField& agreed = fr.shadow().agreed.at(field);
  for (const Place& place : places(fr, field)) {
    if (!place.field) continue;
    if (place.field->confirmed == agreed.version) ++place.field->confirmed;
    if (place.field->written == agreed.version) ++place.field->written;  // acknowledged, and still what is to stand
  }
  for (Parked& parked : fr.shadow().parked) {  // what a vendor made of the value, it makes of it again
    const bool is_altered = parked.field == field && parked.version == agreed.version && !parked.refused;
    if (is_altered && !mutant("altered-written-again")) ++parked.version;
  }
  ++agreed.version;
}

void step(Frame& fr, const std::string& field, const Slot& slot, const std::string& rule, const FieldValue& before,
          const FieldValue& after) {
  fr.out.steps.push_back({field, slot, rule, before, after});
}

NewConflict conflict_of(const Frame& fr, ConflictKind kind, const std::string& field, const std::string& message) {
  NewConflict conflict;
  conflict.kind = kind;
  conflict.link = fr.link.id;
  conflict.field = field;
  conflict.message = message;
  if (fr.seen) conflict.event = fr.seen->event;
  return conflict;
}

std::string origin_name(const AgreedField& agreed) {
  return agreed.origin.slot.empty() ? agreed.origin.rule : agreed.origin.slot;
}

void dispute(Frame& fr, ConflictKind kind, const std::string& field, const std::string& message) {
  fr.shadow().disputes[field] = kind;
  NewConflict conflict = conflict_of(fr, kind, field, message);
  const AgreedField& agreed = fr.shadow().agreed.at(field);
  bool origin_is_a_side = false;
  for (const Place& place : live_places(fr, field)) {
    if (!place.field || !place.field->standing) continue;
    conflict.sides.emplace_back(place.member->slot, shown_by(place, field));
    origin_is_a_side |= place.member->slot == agreed.origin.slot;
  }
  if (!origin_is_a_side) conflict.sides.emplace(conflict.sides.begin(), origin_name(agreed), agreed.value);
  std::erase_if(fr.out.conflicts, [&](const NewConflict& c) { return c.field == field && c.kind == kind; });
  fr.out.conflicts.push_back(std::move(conflict));
}

void settle_dispute(Frame& fr, const std::string& field) {
  const auto found = fr.shadow().disputes.find(field);
  if (found == fr.shadow().disputes.end()) return;
  fr.out.settled.push_back({found->second, field});
  std::erase_if(fr.shadow().swings, [&](const Swing& swing) { return swing.field == field; });
  fr.shadow().disputes.erase(found);
}

std::uint32_t parked_version(const Shadow& shadow, const Slot& slot, const std::string& field) {
  const Parked* parked = shadow.parked_in(slot, field);
  return parked ? parked->version : 0;
}

void park(Frame& fr, const Slot& slot, const std::string& field, std::uint32_t version) {
  std::erase_if(fr.shadow().parked, [&](const Parked& p) { return p.slot == slot && p.field == field; });
  fr.shadow().parked.push_back({slot, field, version});
}

namespace {

/// What another system made of the value remains to be looked at.
void check_settled(Frame& fr, const Slot& slot, const std::string& field) {
  const SlotRule* rule = fr.policy.slot(slot);
  const bool is_status = field == state_change && rule;
  Settled settled{ConflictKind::check, is_status ? rule->status : field};
  if (rule && !mutant("check-closed-elsewhere")) settled.record = {rule->system, rule->object, ""};
  fr.out.settled.push_back(std::move(settled));
}

}  // namespace

void unpark(Frame& fr, const Slot& slot, const std::string& field) {
  const auto gone =
      std::erase_if(fr.shadow().parked, [&](const Parked& p) { return p.slot == slot && p.field == field; });
  if (gone > 0) check_settled(fr, slot, field);
}

}  // namespace syncline
