#include "decide/absorb.h"

#include <algorithm>

#include "base/mutant.h"
#include "decide/confirm.h"
#include "decide/first_contact.h"
#include "decide/merge_field.h"

namespace syncline {
namespace {

Place place_of(Member& member, const SlotRule& slot, const std::string& field) {
  const auto found = member.fields.find(field);
  return {&member, &slot, slot.binding->field(field), found == member.fields.end() ? nullptr : &found->second};
}

/// A write that some open call of ours may already have made: not somebody's edit.
const FieldChange* own_echo(const Frame& fr, const Place& place, const std::string& field, const FieldValue& shown) {
  for (const Effect& effect : fr.open) {
    if (effect.slot != place.member->slot ||
        (effect.state != EffectState::sending && effect.state != EffectState::unknown))
      continue;
    const auto change = effect.changes.find(field);
    if (change != effect.changes.end() && shows(*place.slot, field, shown, change->second.after))
      return &change->second;
  }
  return nullptr;
}

bool take_echo(Frame& fr, const FieldRule& rule, const Place& place, const FieldValue& before) {
  const FieldValue shown = shown_by(place, rule.field);
  const auto agreed = fr.shadow().agreed.find(rule.field);
  if (agreed == fr.shadow().agreed.end() || shows(*place.slot, rule.field, shown, agreed->second.value)) return false;
  const FieldChange* echo = own_echo(fr, place, rule.field, shown);
  if (!echo || mutant("echo-guard-dropped")) return false;
  // Not the newer version, even where the member was taken to have confirmed it: the write was under way and undid
  // that.
  place.field->confirmed = std::min(echo->version, agreed->second.version - 1);
  step(fr, rule.field, place.member->slot, "echo of our own write", before, shown);
  return true;
}

/// What was acknowledged of a field before it could be looked for. A change of status is looked for in its own way.
std::optional<FieldChange> written_unread(const BindingField& bound, const MemberField& field) {
  if (field.written == 0 || bound.by_transition) return std::nullopt;
  return FieldChange{field.base, field.written_value, field.written, ""};
}

void absorb_write_only(Frame& fr, const std::string& field, Member& member, const BindingField& bound) {
  const auto had = member.fields.find(field);
  const auto late = had == member.fields.end() ? std::nullopt : written_unread(bound, had->second);
  const FieldChange* change = intended(fr, field);
  if (change || late) {
    confirm_unread(fr, field, member.fields[field], bound, change ? *change : *late);
    return;
  }
  if (member.fields.contains(field)) return;
  const auto agreed = fr.shadow().agreed.find(field);
  MemberField& unread = member.fields[field];
  unread.presence = Presence::empty;
  unread.confirmed = agreed == fr.shadow().agreed.end() ? 0 : agreed->second.version;
}

/// A field that the reading does not show. An acknowledged write of it has to be believed.
void absorb_silence(Frame& fr, const std::string& field, Member& member, const BindingField& bound, bool happened) {
  const FieldChange* change = intended(fr, field);
  const auto [had, is_new] = member.fields.try_emplace(field);
  const auto late = written_unread(bound, had->second);
  if (is_new) {
    had->second.place = bound.place;  // asked for: what stands there later is no news of other rules
  } else if (((change && happened) || late) && had->second.presence != Presence::absent) {
    confirm_unread(fr, field, had->second, bound, change && happened ? *change : *late);
  } else {
    had->second.unseen = !change && !fr.seen->unlinked.contains(field);  // a parent without a link is seen
  }
}

/// Edited since, and not written yet: that holds wherever the field stands by now.
bool is_on_its_way(const Frame& fr, Member& member, const std::string& field) {
  const SlotRule* slot = fr.policy.slot(member.slot);
  return member.fields.contains(field) && is_pending(fr.shadow(), place_of(member, *slot, field), field);
}

/// Had the record been read before its field was asked for, there or at all?
bool is_asked_for_anew(const Frame& fr, Member& member, const BindingField& bound, const FieldRule& rule) {
  const bool was_read = member.read_at.us > 0 && !fr.seen->confirming;
  const auto had = member.fields.find(rule.field);
  const bool asked = had != member.fields.end() && is_read_there(bound, had->second);
  if (is_on_its_way(fr, member, rule.field) && !mutant("on-its-way-forgotten")) return false;
  const bool was_synced = fr.shadow().agreed.contains(rule.field) ||
                          (asked && had->second.presence != Presence::value && had->second.presence != Presence::empty);
  return was_read && (!asked || !was_synced);
}

/// The state that our own call has led to is on the way to the agreed one: nobody's edit.
bool is_hop(const Frame& fr, const Place& place) {
  return place.bound->by_transition && fr.seen->confirming && fr.seen->confirming->op == EffectOp::transition &&
         fr.shadow().agreed.contains(place.slot->status) && is_pending(fr.shadow(), place, place.slot->status);
}

/// The record is decided by the rules of now.
void ask_for_all(Frame& fr) {
  for (Member& member : fr.shadow().members) {
    for (auto& [name, field] : member.fields) field.unasked = false;
  }
}

/// Of mutants: the base stays as it was.
void take_no_base(MemberField& field, const Shift& shift, std::string_view bug) {
  if (!mutant(bug) || !shift.changed) return;
  field.base = field.former;
  field.meaning = {};
}

/// What the reading says of the field. Null: nothing.
const BoundField* shown_in(const Reading& reading, const std::string& field) {
  static const BoundField nothing{FieldValue::empty(), Value()};
  const auto found = reading.fields.find(field);
  if (found == reading.fields.end()) return mutant("absent-read-as-empty") ? &nothing : nullptr;
  if (found->second.canonical.speaks()) return &found->second;
  return mutant("forbidden-read-as-empty") ? &nothing : nullptr;
}

/// True: somebody has edited the field.
bool absorb_field(Frame& fr, const FieldRule& rule, Member& member, const SlotRule& slot, bool only_follow,
                  bool happened) {
  const BindingField* bound = slot.binding->field(rule.field);
  if (!bound) return false;
  if (bound->cls == BindingClass::write_only) {
    absorb_write_only(fr, rule.field, member, *bound);
    return false;
  }
  const BoundField* read = shown_in(fr.seen->reading, rule.field);
  if (!read) {
    absorb_silence(fr, rule.field, member, *bound, happened);
    return false;
  }
  const bool anew = is_asked_for_anew(fr, member, *bound, rule);
  Shift shift = take_base(slot, member, rule.field, *read, fr.seen->reading.read_at);
  const Place place = place_of(member, slot, rule.field);
  if (mutant("rules-move-bases") && !shift.first && fr.shadow().agreed.contains(rule.field) &&
      !is_pending(fr.shadow(), place, rule.field))
    shift.changed |= !shows(slot, rule.field, shown_by(place, rule.field), fr.shadow().agreed.at(rule.field).value);
  const FieldChange* change = intended(fr, rule.field);
  if (change && confirm_field(fr, rule, place, *change, shift.before, happened)) {
    take_no_base(*place.field, shift, "read-back-no-base");
    return false;
  }
  if (is_hop(fr, place)) return false;
  if (!change && !bound->by_transition && confirm_late(fr, rule, place, shift.before)) return false;
  if (only_follow) {
    follow(fr, rule, place, shift.first || shift.changed);
    return false;
  }
  if (!fr.shadow().agreed.contains(rule.field)) {
    establish(fr, rule);
    if (anew) wait_for_an_edit(fr, rule.field);
    return false;
  }
  if (shift.changed && take_echo(fr, rule, place, shift.before)) return false;
  const bool created_by_us = fr.seen->confirming && fr.seen->confirming->op == EffectOp::create;
  if (shift.first && !created_by_us) {
    meet_or_check(fr, rule, place);
    if (anew) wait_for_an_edit(fr, rule.field);
    return false;
  }
  merge_field(fr, rule, place, shift);
  take_no_base(*place.field, shift, "base-only-at-confirm");
  return shift.changed;
}

}  // namespace

Shift take_base(const SlotRule& slot, Member& member, const std::string& name, const BoundField& read,
                Instant read_at) {
  MemberField& field = member.fields[name];
  Shift shift;
  shift.before = shown_by(slot, name, field);
  shift.based_at = field.based_at;
  const BindingField* bound = slot.binding->field(name);
  const bool had = (field.presence == Presence::value || field.presence == Presence::empty) &&
                   (!bound || is_read_there(*bound, field));
  if (!had) field.former = Value{};
  const FieldValue meant = had ? slot.binding->canonical(name, field.base) : FieldValue::absent();
  shift.first = !meant.speaks();
  shift.changed = !shift.first && slot.binding->canonical(name, read.native) != meant;
  if (shift.changed) field.former = field.base;
  if (shift.changed || shift.first) field.based_at = read_at;
  field.base = mutant("base-canonical") ? read.canonical.value : read.native;
  field.unseen = false;
  field.meaning = {};
  field.presence = read.canonical.presence;
  if (bound) field.place = bound->place;
  field.refers_to = bound && bound->type == FieldType::reference ? LinkId{read.canonical.value.int_or(0)} : LinkId{};
  field.links = read.links;
  return shift;
}

void raise_stamp(Member& member, const Reading& reading) {
  if (reading.stamp) member.stamp = std::max(member.stamp.value_or(*reading.stamp), *reading.stamp);
}

bool is_own_echo(const Frame& fr, const Place& place, const std::string& field) {
  return own_echo(fr, place, field, shown_by(place, field)) != nullptr && !mutant("late-write-settles");
}

void stamp(Member& member, const Reading& reading) {
  member.state = reading.state;
  raise_stamp(member, reading);
  member.version = reading.version;
  member.hash = reading.hash;
  member.read_at = std::max(member.read_at, reading.read_at);
}

void absorb(Frame& fr, Member& member, const SlotRule& slot, bool only_follow) {
  const bool happened = fr.seen->confirming && has_happened(fr, slot, member);
  bool edited = false;
  for (const FieldRule& rule : fr.policy.fields) {
    if (rule.scope == FieldScope::link && !member.duplicate && !member.released)
      edited |= absorb_field(fr, rule, member, slot, only_follow, happened);
  }
  if (edited) ask_for_all(fr);
  for (const auto& [name, read] : fr.seen->reading.fields) {
    const FieldRule* rule = fr.policy.field(name);
    const bool is_merged = rule && rule->scope == FieldScope::link && !member.duplicate && !member.released;
    if (!is_merged && read.canonical.speaks() && slot.binding->field(name)) {
      take_base(slot, member, name, read, fr.seen->reading.read_at);
    }
  }
}

}  // namespace syncline
