#include "decide/merge_field.h"

#include <algorithm>

#include "base/mutant.h"
#include "decide/confirm.h"
#include "decide/first_contact.h"
#include "decide/interval.h"
#include "decide/lifecycle.h"
#include "decide/loop_breaker.h"
#include "decide/merge_table.h"

namespace syncline {
namespace {

bool is_within(const Decimal& tolerance, const FieldValue& a, const FieldValue& b) {
  if (!a.value.is_number() || !b.value.is_number()) return false;
  const auto gap = subtract(a.value.as_decimal(), b.value.as_decimal());
  return gap && gap->abs() <= tolerance;
}

bool is_check(Frame& fr, const FieldRule& rule, const Place& place) {
  return place.bound->cls == BindingClass::read_only && !place.bound->by_transition &&
         !may_write(fr.policy, fr.shadow(), rule, *place.member);
}

bool is_right(Frame& fr, const FieldRule& rule, const Place& place, const FieldValue& shown) {
  const FieldValue& agreed = fr.shadow().agreed.at(rule.field).value;
  return shows(*place.slot, rule.field, shown, agreed) ||
         (is_check(fr, rule, place) && is_within(rule.tolerance, shown, agreed));
}

/// A record that we made without the field shows no opinion of it.
bool says_nothing(const Place& place, const FieldRule& rule, const Shift& shift) {
  return shift.first && shown_by(place, rule.field).presence == Presence::empty;
}

/// The field was edited elsewhere while the call that made the record, without it or with its former value, was under
/// way.
bool was_overtaken(const Frame& fr, const FieldRule& rule) {
  const AgreedField& agreed = fr.shadow().agreed.at(rule.field);
  const FieldChange* sent = intended(fr, rule.field);
  const bool sent_former = sent && sent->version < agreed.version && !fr.released.contains(agreed.origin.slot) &&
                           !mutant("edit-during-create-overruled");
  return (!sent || sent_former) && agreed.value.presence == Presence::value;
}

/// A refused or altered write has been looked at by a person once the member is edited again. An edit that we were told
/// of before the refusal is none that knew of it, although it is decided after it.
bool answers_refusal(const Frame& fr, const Place& place, const std::string& field, const Interval& edited) {
  const Parked* parked = fr.shadow().parked_in(place.member->slot, field);
  const Instant told_at = fr.seen->told_at.value_or(edited.by);
  return parked && parked->version == fr.shadow().agreed.at(field).version &&
         (std::min(edited.by, told_at) > parked->since || mutant("edit-before-refusal-answers"));
}

Situation situation_of(Frame& fr, const FieldRule& rule, const Place& place, const Shift& shift) {
  const AgreedField& agreed = fr.shadow().agreed.at(rule.field);
  const Member* master = live_master(fr.policy, fr.shadow(), rule);
  Situation s;
  s.changed = (shift.changed || shift.first) && !says_nothing(place, rule, shift);
  s.right = is_right(fr, rule, place, shown_by(place, rule.field));
  const Interval edited = edit_interval(*place.slot, *place.member, fr.seen->reading);
  s.later = later_of(edited, {agreed.edited_after, agreed.edited_by});
  // One that is known to be older than the refused value answers nothing, although it is decided after the refusal.
  const bool is_answer = s.later != Later::agreed && answers_refusal(fr, place, rule.field, edited);
  // Where an older write of ours landed over the member's own value, that is on its way back there.
  const bool is_own = agreed.origin.slot == place.member->slot;
  s.pending = is_pending(fr.shadow(), place, rule.field) && (!shift.first || was_overtaken(fr, rule)) && !is_answer &&
              (!is_own || s.right);
  s.may_write = may_write(fr.policy, fr.shadow(), rule, *place.member);
  s.is_master = master == place.member;
  s.has_master = master != nullptr;
  s.agreed_by_master = master && agreed.origin.slot == master->slot;
  s.is_check = is_check(fr, rule, place);
  s.on_concurrent = rule.on_concurrent;
  s.on_foreign_edit = rule.on_foreign_edit;
  if (mutant("latest-by-arrival")) s.later = Later::shown;
  return s;
}

void adopt(Frame& fr, const FieldRule& rule, const Place& place, const Shift& shift) {
  const bool was_check = place.field->deviating && place.bound->cls == BindingClass::read_only;
  if (was_check) fr.out.settled.push_back({ConflictKind::check, rule.field, place.member->key});
  place.field->confirmed = fr.shadow().agreed.at(rule.field).version;
  place.field->standing = place.field->undone = place.field->deviating = false;
  unpark(fr, place.member->slot, rule.field);
  step(fr, rule.field, place.member->slot, "adopted", shift.before, shown_by(place, rule.field));
}

/// Made before the other record was read for the first time, and only seen now: it is a part of their meeting, and says
/// nothing against what stood there then.
bool stood_when_made(const Place& other, const std::string& field, const FieldValue& value, const Interval& edited) {
  return other.field->standing && edited.by <= other.field->based_at &&
         !shows(*other.slot, field, shown_by(other, field), value) && !mutant("edit-before-meeting-settles");
}

/// The shown value becomes agreed; every value that it overrules is named.
void take(Frame& fr, const FieldRule& rule, const Place& place, const std::string& origin, const std::string& why) {
  const AgreedField before = fr.shadow().agreed.at(rule.field);
  const FieldValue value = shown_by(place, rule.field);
  agree(fr, rule.field, value, place.member->slot, origin);
  const Interval edited = edit_interval(*place.slot, *place.member, fr.seen->reading);
  fr.shadow().agreed.at(rule.field).edited_after = edited.after;
  fr.shadow().agreed.at(rule.field).edited_by = edited.by;
  step(fr, rule.field, place.member->slot, why, before.value, value);
  for (const Place& other : places(fr, rule.field)) {
    if (!other.field || other.member == place.member) continue;
    if (stood_when_made(other, rule.field, value, edited)) continue;
    if (other.field->standing) {
      step(fr, rule.field, other.member->slot, "standing difference settled by the edit of " + place.member->slot,
           shown_by(other, rule.field), value);
    }
    other.field->standing = other.field->undone = false;
  }
  edit_beats_ending(fr, *place.member);
}

void revert(Frame& fr, const FieldRule& rule, const Place& place) {
  if (mutant("foreign-edit-kept")) return;
  renew(fr, rule.field);
  fr.reverted.insert(rule.field);
  place.field->standing = place.field->undone = place.field->deviating = false;
  const AgreedField& agreed = fr.shadow().agreed.at(rule.field);
  place.field->confirmed = agreed.version - 1;
  step(fr, rule.field, place.member->slot, "foreign edit reverted to the value of " + origin_name(agreed),
       shown_by(place, rule.field), agreed.value);
}

void keep(Frame& fr, const FieldRule& rule, const Place& place) {
  place.field->confirmed = fr.shadow().agreed.at(rule.field).version;
  place.field->standing = place.field->undone = false;
  place.field->deviating = true;
  step(fr, rule.field, place.member->slot, "foreign edit kept", fr.shadow().agreed.at(rule.field).value,
       shown_by(place, rule.field));
}

void review(Frame& fr, const FieldRule& rule, const Place& place, ConflictKind kind, const std::string& what) {
  place.field->standing = true;
  step(fr, rule.field, place.member->slot, what + ": review", shown_by(place, rule.field),
       fr.shadow().agreed.at(rule.field).value);
  dispute(fr, kind, rule.field, "The field " + rule.field + ": " + what + ". Choose the value that shall stand.");
}

void differs_as_check(Frame& fr, const FieldRule& rule, const Place& place) {
  place.field->deviating = true;
  const AgreedField& agreed = fr.shadow().agreed.at(rule.field);
  const FieldValue shown = shown_by(place, rule.field);
  step(fr, rule.field, place.member->slot, "check differs", shown, agreed.value);
  NewConflict conflict = conflict_of(fr, ConflictKind::check, rule.field,
                                     "The field " + rule.field + " is computed by " + place.member->slot +
                                         " and differs from what is agreed. Correct the record in one of the systems.");
  conflict.record = place.member->key;
  conflict.sides = {{origin_name(agreed), agreed.value}, {place.member->slot, shown}};
  fr.out.conflicts.push_back(std::move(conflict));
}

/// By the rules of now, which may be others than those by which it was confirmed. What is pending is on its way.
bool all_show_agreed(Frame& fr, const FieldRule& rule) {
  const AgreedField& agreed = fr.shadow().agreed.at(rule.field);
  return std::ranges::all_of(live_places(fr, rule.field), [&](const Place& side) {
    const FieldValue shown = side.field ? shown_by(side, rule.field) : FieldValue::absent();
    return !shown.speaks() || is_pending(fr.shadow(), side, rule.field) ||
           shows(*side.slot, rule.field, shown, agreed.value);
  });
}

/// The field waits for a person: the new value joins the sides, or ends the dispute when all sides have become one.
void go_on_disputing(Frame& fr, const FieldRule& rule, const Place& place) {
  const AgreedField agreed = fr.shadow().agreed.at(rule.field);
  const FieldValue shown = shown_by(place, rule.field);
  place.field->standing = !shows(*place.slot, rule.field, shown, agreed.value);
  if (!place.field->standing) place.field->confirmed = agreed.version;
  // The word of a member without a say is written nowhere: then whoever shows something else is a side, too.
  const bool swinger_decides = mutant("dispute-ended-by-swinger");
  const bool has_a_say = may_write(fr.policy, fr.shadow(), rule, *place.member) || swinger_decides;
  bool any_stands = false, all_one = true, origin_gone = true, any_other = swinger_decides;
  for (const Place& side : live_places(fr, rule.field)) {
    if (side.member->slot == agreed.origin.slot) origin_gone = false;
    const bool is_side = !has_a_say || (side.field && side.field->standing) || side.member->slot == agreed.origin.slot;
    if (!side.field || !is_side) continue;
    any_stands |= side.field->standing;
    any_other |= side.member != place.member;  // else our own late write stands where the other side's edit was
    all_one &= shows(*side.slot, rule.field, shown_by(side, rule.field), shown);
  }
  if (mutant("dispute-ended-by-edit")) {
    settle_dispute(fr, rule.field);
    take(fr, rule, place, "edit", "edit");
  } else if (!any_stands && !all_show_agreed(fr, rule) && has_a_say) {
    settle_dispute(fr, rule.field);
    take(fr, rule, place, "edit", "dispute settled by an edit to the agreed value, which others do not show");
  } else if (!any_stands) {
    step(fr, rule.field, place.member->slot, "dispute settled: the edit was taken back", FieldValue::absent(), shown);
    settle_dispute(fr, rule.field);
  } else if (all_one && any_other && !origin_gone) {
    settle_dispute(fr, rule.field);
    take(fr, rule, place, "edit", "dispute settled: all sides show the same");
  } else {
    step(fr, rule.field, place.member->slot, "waits for a person's decision", shown, agreed.value);
    dispute(
        fr, fr.shadow().disputes.at(rule.field), rule.field,
        "The field " + rule.field + " was edited while it waits for a decision. Choose the value that shall stand.");
  }
}

/// Somebody who has a say edits a value back to the agreed one, while another member's difference stands. Where the
/// member was pending, that may be our own write.
bool is_edit_to_agreed(Frame& fr, const FieldRule& rule, const Place& place, const Shift& shift, const Situation& s) {
  const bool is_agreed = shown_by(place, rule.field) == fr.shadow().agreed.at(rule.field).value;
  if (!is_agreed || !shift.changed || s.pending || !s.may_write) return false;
  return std::ranges::any_of(live_places(fr, rule.field), [&](const Place& other) {
    return other.field && other.field->standing && other.member != place.member;
  });
}

/// An edit over something else than the agreed value is named so: whoever made it had not seen that value.
std::string edit_rule(const Frame& fr, const FieldRule& rule, const Place& place) {
  const std::string& slot = place.member->slot;
  if (place.field->standing) return "standing difference settled by the edit of " + slot;
  const bool was_parked = parked_version(fr.link.shadow, slot, rule.field) == fr.shadow().agreed.at(rule.field).version;
  return "edit by " + slot + (was_parked ? ", over a write that was refused or altered there" : "");
}

void apply(Frame& fr, const FieldRule& rule, const Place& place, Verdict found) {
  const std::string slot = place.member->slot;
  const AgreedField agreed = fr.shadow().agreed.at(rule.field);
  const std::string other = origin_name(agreed), over = slot + " over " + other, under = other + " over " + slot;
  const FieldValue shown = shown_by(place, rule.field);
  switch (found) {
    case Verdict::nothing:
    case Verdict::adopt: return;
    case Verdict::edit: take(fr, rule, place, "edit", edit_rule(fr, rule, place)); return;
    case Verdict::foreign_revert: revert(fr, rule, place); return;
    case Verdict::foreign_keep: keep(fr, rule, place); return;
    case Verdict::foreign_review:
      review(fr, rule, place, ConflictKind::foreign_edit, "edited by " + slot + ", where it may not be");
      return;
    case Verdict::check_differs: differs_as_check(fr, rule, place); return;
    case Verdict::shown_by_master: take(fr, rule, place, "master", "concurrent: master " + over); return;
    case Verdict::shown_by_time: take(fr, rule, place, "latest", "concurrent: latest " + over); return;
    case Verdict::agreed_by_master:
    case Verdict::agreed_by_time:
      renew(fr, rule.field);
      fr.reverted.insert(rule.field);
      place.field->standing = place.field->undone = false;
      step(fr, rule.field, slot,
           (found == Verdict::agreed_by_time ? "concurrent: latest " : "concurrent: master ") + under, shown,
           agreed.value);
      return;
    case Verdict::review:
      review(fr, rule, place, ConflictKind::concurrent, "edited by " + other + " and by " + slot + " at the same time");
      return;
  }
}

}  // namespace

void merge_field(Frame& fr, const FieldRule& rule, const Place& place, const Shift& shift) {
  const bool is_edit = shift.changed || shift.first;
  if (is_disputed(fr.shadow(), rule.field)) {
    if (!is_edit || says_nothing(place, rule, shift)) return;
    if (shift.changed && is_own_echo(fr, place, rule.field)) {
      step(fr, rule.field, place.member->slot, "echo of our own write: the question stays", shift.before,
           shown_by(place, rule.field));
    } else {
      go_on_disputing(fr, rule, place);
    }
    return;
  }
  const Situation situation = situation_of(fr, rule, place, shift);
  const bool stood_apart = situation.right && (place.field->standing || place.field->deviating);
  const bool settles_others = is_edit_to_agreed(fr, rule, place, shift, situation);
  const Verdict found = settles_others ? Verdict::edit : stood_apart ? Verdict::adopt : verdict(situation);
  if (found == Verdict::adopt) adopt(fr, rule, place, shift);
  if (found == Verdict::adopt || found == Verdict::nothing) return;
  unpark(fr, place.member->slot, rule.field);
  const bool overturns = found != Verdict::foreign_keep && found != Verdict::foreign_review &&
                         found != Verdict::check_differs && found != Verdict::review;
  // Who goes on editing a value of their own overturns nothing, unless they may not.
  const bool is_own = fr.shadow().agreed.at(rule.field).origin.slot == place.member->slot && situation.may_write;
  if (overturns && is_too_long_a_chain(fr)) {
    break_loop(fr, rule.field, place, "a chain of more than " + std::to_string(fr.policy.max_hops) + " writes");
  } else if (overturns && !is_own && swings_too_often(fr, rule.field, place, shift)) {
    break_loop(fr, rule.field, place, std::to_string(fr.policy.loop.times) + " round trips or more");
  } else {
    apply(fr, rule, place, found);
  }
}

void meet_or_check(Frame& fr, const FieldRule& rule, const Place& place) {
  if (!is_check(fr, rule, place)) {
    meet(fr, rule, place);
    return;
  }
  if (is_right(fr, rule, place, shown_by(place, rule.field))) {
    place.field->confirmed = fr.shadow().agreed.at(rule.field).version;
  } else {
    differs_as_check(fr, rule, place);
  }
}

}  // namespace syncline
