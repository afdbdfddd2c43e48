#include "decide/confirm.h"

#include <algorithm>

#include "base/mutant.h"
#include "decide/loop_breaker.h"
#include "decide/unread.h"

namespace syncline {
namespace {

void confirmed(Frame& fr, const std::string& field, const Place& place, std::uint32_t version, const std::string& rule,
               const FieldValue& before) {
  // Exactly this version, also where a newer one was taken for confirmed: the write was under way and has undone that.
  // One that was planned for a link that has been joined into this one counts other versions.
  const AgreedField& agreed = fr.shadow().agreed.at(field);
  const bool is_agreed = shows(*place.slot, field, shown_by(place, field), agreed.value);
  place.field->confirmed = is_agreed ? agreed.version : std::min(version, agreed.version - 1);
  place.field->written = 0;
  place.field->deviating = false;
  if (!place.field->undone) place.field->standing = false;
  unpark(fr, place.member->slot, field);
  step(fr, field, place.member->slot, rule, before, shown_by(place, field));
}

void altered(Frame& fr, const std::string& field, const Place& place, std::uint32_t version, const FieldValue& wanted,
             bool dropped) {
  place.field->written = 0;
  fr.out.altered.push_back(field);
  const FieldValue shown = shown_by(place, field);
  const Slot& slot = place.member->slot;
  step(fr, field, slot, dropped ? "dropped by the vendor" : "altered by the vendor", wanted, shown);
  if (!mutant("altered-retried")) park(fr, slot, field, version);
  NewConflict conflict =
      conflict_of(fr, ConflictKind::check, field,
                  slot + (dropped ? " acknowledged a write of the field " : " altered a write of the field ") + field +
                      (dropped ? " and did not apply it" : "") +
                      ". It is not written again until the value changes. Correct the record or the binding.");
  conflict.record = place.member->key;
  conflict.sides = {{"written", wanted}, {slot, shown}};
  if (fr.seen && fr.seen->confirming) conflict.effect = fr.seen->confirming->id;
  fr.out.conflicts.push_back(std::move(conflict));
}

/// Between a write and its read-back somebody may have edited the record. Where the member has no say that is overruled
/// by one more write; what is shown again after that is the vendor's own doing.
bool may_be_an_edit(const Frame& fr, const FieldRule& rule, const Place& place, const FieldValue& shown) {
  const Effect* confirming = fr.seen->confirming;
  return (!confirming || confirming->op == EffectOp::update) && rule.on_foreign_edit == OnForeignEdit::revert &&
         !may_write(fr.policy, fr.shadow(), rule, *place.member) &&
         !has_swung_to(fr, rule.field, place.member->slot, shown);
}

/// The write put back what stood there until shortly before: a replica that lags shows the same.
bool showed_it_before(const SlotRule& slot, const std::string& name, const MemberField& field,
                      const FieldChange& change, const Reading& reading) {
  if (field.former.is_null() && mutant("empty-former-unknown")) return false;
  return reading.read_at < field.based_at + slot.read_lag &&
         shows(slot, name, slot.binding->canonical(name, field.former), change.after);
}

/// As it was before the write: what it had, or what a write before this one put there, which had not been seen yet.
bool is_older(const SlotRule& slot, const std::string& name, const MemberField& had, const BoundField& read) {
  if (slot.binding->canonical(name, read.native) == slot.binding->canonical(name, had.base)) return true;
  return had.written != 0 && shows(slot, name, read.canonical, had.written_value);
}

/// The look waited for its turn behind other calls, or for the system to be reached: what differs may have been typed
/// meanwhile, and is not called the vendor's doing.
bool came_late(const Reading& reading, Instant due) {
  constexpr Duration at_once = seconds(5);
  return due != Instant{} && reading.read_at > due + at_once && !mutant("late-look-believed");
}

/// The earliest moment of which it may speak.
Instant asked_at(const Reading& reading) { return reading.asked_at == Instant{} ? reading.read_at : reading.asked_at; }

}  // namespace

const FieldChange* intended(const Frame& fr, const std::string& field) {
  if (!fr.seen || !fr.seen->confirming) return nullptr;
  const Changes& changes = fr.seen->confirming->changes;
  const auto found = changes.find(field);
  return found == changes.end() ? nullptr : &found->second;
}

bool has_happened(const Frame& fr, const SlotRule& slot, const Member& member) {
  const Effect& effect = *fr.seen->confirming;
  if (effect.state != EffectState::unknown || effect.op == EffectOp::create) return true;
  for (const auto& [name, change] : effect.changes) {
    const auto read = fr.seen->reading.fields.find(name);
    const auto had = member.fields.find(name);
    if (read == fr.seen->reading.fields.end() || had == member.fields.end()) continue;
    const FieldValue& now = read->second.canonical;
    if (shows(slot, name, now, change.after) && !shows(slot, name, shown_by(slot, name, had->second), change.after))
      return true;
  }
  return false;
}

void await_visible(Frame& fr, Instant visible_by) {
  fr.notes.push_back("an acknowledged write does not show yet; it is read again");
  fr.out.read_again_at = std::max({visible_by, fr.as_of, fr.out.read_again_at.value_or(visible_by)});
}

std::optional<Instant> not_visible_until(Frame& fr, const SlotRule& slot, Member& member) {
  const Effect& effect = *fr.seen->confirming;
  const Reading& reading = fr.seen->reading;
  if (mutant("visible-at-once")) return std::nullopt;
  // A newer stamp does not say that the reading is newer than our write: it may be of a job that stamps all records.
  if (mutant("newer-stamp-believed") && reading.stamp && member.stamp && *reading.stamp > *member.stamp)
    return std::nullopt;
  if (effect.op != EffectOp::update || effect.state == EffectState::unknown || slot.read_lag.us <= 0)
    return std::nullopt;
  Changes unseen;
  bool differs = false;
  for (const auto& [name, change] : effect.changes) {
    const auto read = reading.fields.find(name);
    const auto had = member.fields.find(name);
    if (read == reading.fields.end() || !read->second.canonical.speaks() || had == member.fields.end()) continue;
    if (shows(slot, name, read->second.canonical, change.after)) {
      if (!showed_it_before(slot, name, had->second, change, reading)) return std::nullopt;
    } else if (is_older(slot, name, had->second, read->second)) {
      differs = true;
    } else if (mutant("edit-before-write-is-altered")) {
      return std::nullopt;
    }  // else neither: edited before the write, which another field says is not in this reading
    unseen.emplace(name, change);
  }
  if (!differs) return std::nullopt;
  for (const auto& [name, change] : unseen) {
    MemberField& field = member.fields.at(name);
    field.written = version_written(fr.shadow(), field, name, effect);
    field.written_value = change.after;
    field.written_at = reading.read_at;
  }
  return reading.read_at + slot.read_lag;
}

bool confirm_field(Frame& fr, const FieldRule& rule, const Place& place, const FieldChange& change,
                   const FieldValue& before, bool happened) {
  const std::string& field = rule.field;
  const FieldValue shown = shown_by(place, field);
  const auto agreed = fr.shadow().agreed.find(field);
  if (agreed == fr.shadow().agreed.end()) return false;
  if (shows(*place.slot, field, shown, agreed->second.value)) {
    confirmed(fr, field, place, agreed->second.version, "written", before);
    if (mutant("agreed-cut")) fr.shadow().agreed.at(field).value = shown;
    return true;
  }
  if (shows(*place.slot, field, shown, change.after)) {
    confirmed(fr, field, place, change.version, "written", before);
    return true;
  }
  const bool is_as_before = shown == before || (!before.speaks() && shown.presence == Presence::empty);
  // A creation that nobody acknowledged was found: it may have been cut off between its calls.
  const Effect& effect = *fr.seen->confirming;
  const bool cut_off = effect.op == EffectOp::create && effect.state == EffectState::unknown && is_as_before;
  if (!happened || cut_off) {
    if (is_as_before) step(fr, field, place.member->slot, "not applied", shown, change.after);
    return is_as_before;
  }
  // It has been shown since, or nobody looked for a while: what differs now is an edit made after our write.
  const bool arrived_before = place.field->confirmed >= change.version;
  const bool looked_late = effect.state == EffectState::unknown && !is_as_before;
  if (arrived_before || looked_late) return false;
  if (!is_as_before && came_late(fr.seen->reading, fr.seen->acknowledged_at)) {  // an edit made after our write
    place.field->confirmed = change.version;
    place.field->written = 0;
    return false;
  }
  if (!is_as_before && may_be_an_edit(fr, rule, place, shown)) {
    place.field->written = 0;
    return false;
  }
  altered(fr, field, place, change.version, change.after, is_as_before);
  return true;
}

bool confirm_late(Frame& fr, const FieldRule& rule, const Place& place, const FieldValue& before) {
  const std::string& field = rule.field;
  const std::uint32_t version = place.field->written;
  if (version == 0) return false;
  const AgreedField& agreed = fr.shadow().agreed.at(field);
  const FieldValue shown = shown_by(place, field);
  if (shows(*place.slot, field, shown, agreed.value)) {
    confirmed(fr, field, place, agreed.version, "written", before);
    return true;
  }
  if (shows(*place.slot, field, shown, place.field->written_value)) {
    confirmed(fr, field, place, version, "written", before);
    return true;
  }
  if (agreed.version != version) {  // a newer value is on its way: what this one became matters no more
    place.field->written = 0;
    return false;
  }
  if (shown == before && asked_at(fr.seen->reading) < place.field->acknowledged_at) {
    await_visible(fr, place.field->acknowledged_at + place.slot->read_lag);
    return true;
  }
  const bool is_first_look = place.field->written_at == Instant{};
  const Instant visible_by =
      (is_first_look ? fr.seen->reading.read_at : place.field->written_at) + place.slot->read_lag;
  if (shown != before && (is_first_look || came_late(fr.seen->reading, visible_by))) {  // an edit made after our write
    place.field->confirmed = version;
    place.field->written = 0;
    return false;
  }
  if (is_first_look) place.field->written_at = fr.seen->reading.read_at;
  if (shown == before && fr.seen->reading.read_at < visible_by) {
    await_visible(fr, visible_by);
    return true;
  }
  if (shown != before && may_be_an_edit(fr, rule, place, shown)) {
    place.field->written = 0;
    return false;
  }
  altered(fr, field, place, version, agreed.value, shown == before);
  return true;
}

Value sent_mark(const FieldValue& sent) {
  return sent.presence == Presence::value ? Value(to_hex(hash_of(sent.value))) : Value();
}

void confirm_unread(Frame& fr, const std::string& field, MemberField& member, const BindingField& bound,
                    const FieldChange& change) {
  member.confirmed = change.version;
  member.written = 0;
  if (bound.cls == BindingClass::write_only) {
    member.presence = change.after.presence;
    member.base = sent_mark(change.after);
    member.meaning = {};
  }
  step(fr, field, fr.seen->slot, "written, not shown", FieldValue::absent(), change.after);
}

}  // namespace syncline
