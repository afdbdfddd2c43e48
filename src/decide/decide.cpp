#include "decide/decide.h"

#include <algorithm>

#include "base/mutant.h"
#include "decide/absorb.h"
#include "decide/confirm.h"
#include "decide/create.h"
#include "decide/first_contact.h"
#include "decide/follow_source.h"
#include "decide/guards.h"
#include "decide/lifecycle.h"
#include "decide/loop_breaker.h"
#include "decide/plan_work.h"
#include "decide/refused.h"
#include "decide/stale.h"
#include "decide/surplus.h"
#include "decide/transition.h"
#include "decide/unread.h"

namespace syncline {
namespace {

Frame frame_of(const EntityPolicy& policy, const Link& link, const std::vector<Effect>& open, Instant as_of,
               const std::string& trace, const Observation* seen) {
  Frame fr{policy, link, open, as_of, trace, seen};
  fr.out.shadow = link.shadow;
  forget_old_swings(fr);
  return fr;
}

Decision unchanged(Frame& fr, EventState end, std::string reason) {
  Decision decision;
  decision.shadow = fr.link.shadow;
  decision.end = end;
  decision.reason = std::move(reason);
  return decision;
}

/// The record's member, or a new one. A record for a slot that is filled is surplus.
Member& member_for(Frame& fr) {
  const Observation& seen = *fr.seen;
  if (Member* known = fr.shadow().member(seen.reading.key)) return *known;
  Member fresh;
  fresh.slot = seen.slot;
  fresh.key = seen.reading.key;
  fresh.incarnation = next_incarnation(fr.shadow(), seen.slot);
  if (Member* before = fr.shadow().member(seen.slot)) {
    const bool stays = is_there(*before);
    (stays ? fresh : *before).duplicate = true;
    if (stays && !mutant("surplus-unnamed")) fr.out.conflicts.push_back(surplus_question(fr.link.id, *before, fresh));
  }
  return fr.shadow().members.emplace_back(std::move(fresh));
}

/// The acknowledged write is not to be seen in this reading: remembered, so that it is read before it is written again.
void remember_acknowledged(Shadow& shadow, const SlotRule& slot, const Observation& seen) {
  Member* member = shadow.member(seen.reading.key);
  if (!member || !seen.confirming || seen.confirming->state == EffectState::unknown) return;
  if (seen.confirming->op == EffectOp::transition)
    return remember_hop(*member, slot, *seen.confirming, seen.reading.read_at);
  remember_written(shadow, *member, *seen.confirming, seen.reading.read_at);
}

/// A reading that is not to be believed, or not yet.
std::optional<Decision> disbelieve(Frame& fr, const SlotRule& slot) {
  const Observation& seen = *fr.seen;
  Member* member = fr.shadow().member(seen.reading.key);
  if (!member) return std::nullopt;
  const Instant soon = fr.as_of + std::max(slot.read_lag, seconds(1));
  if (const auto why = stale(slot, *member, seen.reading)) {
    Decision decision = unchanged(fr, EventState::held, *why + "; the record itself is asked");
    if (seen.confirming) remember_acknowledged(decision.shadow, slot, seen);
    decision.read_again_at = std::max(soon, member->read_at + slot.read_lag);
    return decision;
  }
  if (is_withdrawn_too_late(fr, slot)) {
    Decision decision = unchanged(fr, EventState::held, "what it asked for is being made; then it is looked at again");
    decision.read_again_at = soon;
    return decision;
  }
  const bool ended_by_us = seen.confirming && seen.confirming->op == EffectOp::remove;
  if (seen.reading.state != RecordState::live && ended_by_us) return std::nullopt;
  if (const auto found = doubt(slot, *member, seen.reading, seen.confirming ? &seen.confirming->changes : nullptr)) {
    Decision decision = unchanged(fr, EventState::held, found->why + "; it may lag, and is read again");
    remember_acknowledged(decision.shadow, slot, seen);
    decision.read_again_at = std::max(found->until, fr.as_of);
    return decision;
  }
  if (!seen.confirming || member->duplicate || seen.reading.state != RecordState::live) return std::nullopt;
  auto until = not_visible_until(fr, slot, *member);
  if (!until) until = hop_not_visible_until(fr, slot, *member);
  if (until) {
    Decision decision = unchanged(fr, EventState::held, "the acknowledged write does not show yet; it is read again");
    decision.shadow = fr.out.shadow;
    decision.read_again_at = std::max(*until, fr.as_of);
    return decision;
  }
  return std::nullopt;
}

bool was_paused(const Shadow& shadow) {
  return std::ranges::any_of(shadow.members, [](const Member& m) { return m.paused; });
}

void set_paused(Frame& fr, const std::optional<std::string>& why) {
  const bool was = was_paused(fr.shadow());
  for (Member& member : fr.shadow().members) {
    if (was && !why) let_differences_stand(fr, member);
    member.paused = why.has_value();
  }
  if (why) fr.notes.push_back(*why);
  if (was != why.has_value()) step(fr, "", "", why ? *why : "no longer paused: differences stand", {}, {});
}

void accept_live(Frame& fr, Member& member, const SlotRule& slot, bool only_follow, bool merge) {
  if (!is_there(member)) come_back(fr, member);
  if (!only_follow && !member.duplicate) take_left_over(fr, member.slot);
  member.state = RecordState::live;
  const Effect* confirming = fr.seen->confirming;
  if (confirming && confirming->op == EffectOp::create) member.made_by_us = true;
  if (!confirming) try_refused_again(fr, member);
  forget_what_came_too_late(fr, member);
  const std::vector<std::string> withheld = withheld_in(fr, member);
  absorb(fr, member, slot, !merge);
  if (!confirming && !only_follow) withheld_stops_ending(fr, member, withheld);
  keep_what_is_there(fr, member, slot);
  if (!slot.hops.empty()) confirm_transition(fr, slot, member);
  note_unlinked(fr);
  for (const auto& [field, parent] : fr.seen->unlinked) {
    fr.notes.push_back("the " + field + " is not taken over yet: " + text_of(parent) + " is not linked");
  }
  stamp(member, fr.seen->reading);
  if (fr.seen->confirming && fr.seen->confirming->op == EffectOp::deactivate) member.ending = Ending::none;
}

void conclude(Frame& fr) {
  Decision& out = fr.out;
  if (!out.conflicts.empty()) {
    out.end = EventState::conflict;
  } else if (!out.effects.empty() || fr.blocked) {
    out.end = EventState::applied;
  } else if (!out.steps.empty() &&
             std::ranges::any_of(fr.notes, [](const auto& n) { return n.starts_with("not created"); })) {
    out.end = EventState::filtered;
  } else {
    out.end = EventState::no_op;
  }
  for (const std::string& note : fr.notes) out.reason += (out.reason.empty() ? "" : "; ") + note;
  if (out.reason.empty() && out.steps.empty() && out.end == EventState::no_op) out.reason = "equal to what is known";
}

/// In the stage `shadow` the link only follows; what full syncing would write is worked out beside it and shown.
void rehearse(Frame& fr) {
  EntityPolicy full = fr.policy;
  full.stage = Stage::two_way;
  const Decision would = decide(full, fr.link, *fr.seen, {}, fr.as_of);
  for (const NewEffect& effect : would.effects) show_what_would_be(fr, effect);
}

}  // namespace

bool shows(const SlotRule& slot, const std::string& field, const FieldValue& shown, const FieldValue& agreed) {
  if (mutant("shown-whole")) return shown == agreed;
  return slot.binding->shows(field, shown, agreed);
}

Decision decide(const EntityPolicy& policy, const Link& link, const Observation& seen, const std::vector<Effect>& open,
                Instant as_of) {
  Frame fr = frame_of(policy, link, open, as_of, seen.trace, &seen);
  const Member* known = link.shadow.member(seen.reading.key);
  const SlotRule* slot = policy.slot(known ? known->slot : seen.slot);
  if (!slot) return unchanged(fr, EventState::filtered, "the slot " + seen.slot + " is not synced");
  if (!known && seen.reading.state != RecordState::live) {
    return unchanged(fr, EventState::no_op, "the record is not there, and was never linked");
  }
  if (auto decision = disbelieve(fr, *slot)) return *decision;
  if (known && known->state == RecordState::gone && mutant("undelete-ignored"))
    return unchanged(fr, EventState::no_op, "it is gone");

  release_source(fr);
  Member& member = member_for(fr);
  const bool live = seen.reading.state == RecordState::live;
  const std::optional<std::string> paused = why_paused(policy, link, fr.shadow(), live ? &seen : nullptr);
  const bool stands_still = paused || was_paused(fr.shadow()) || fr.shadow().undecided;
  const bool only_follow = stands_still || policy.stage < Stage::one_way;
  if (live) {
    const bool merge = !only_follow || (policy.loading && !stands_still && !mutant("edits-while-loading-lost"));
    accept_live(fr, member, *slot, only_follow, merge);
    const bool is_made = !known && seen.confirming && seen.confirming->op == EffectOp::create;
    if (is_made && !only_follow) end_what_came_late(fr, member);
  } else {
    end_of_record(fr, member, only_follow);
  }
  set_paused(fr, paused);
  if (policy.stage == Stage::shadow && !paused) rehearse(fr);
  plan_work(fr, paused.has_value());
  conclude(fr);
  return std::move(fr.out);
}

Decision replan(const EntityPolicy& policy, const Link& link, const std::vector<Effect>& open, Instant as_of,
                const std::string& trace, EventId because) {
  Frame fr = frame_of(policy, link, open, as_of, trace, nullptr);
  fr.because = because;
  const std::optional<std::string> paused = why_paused(policy, link, fr.shadow(), nullptr);
  const bool lifted = was_paused(fr.shadow()) && !paused;
  set_paused(fr, paused);
  if (policy.stage >= Stage::one_way && !paused && !lifted && !fr.shadow().undecided) {
    for (const FieldRule& rule : policy.fields) settle_standing(fr, rule);
  }
  plan_work(fr, paused.has_value());
  conclude(fr);
  return std::move(fr.out);
}

Decision resolve(const EntityPolicy& policy, const Link& link, const std::string& field, const FieldValue& value,
                 const std::string& actor, const std::vector<Effect>& open, Instant as_of, const std::string& trace) {
  Frame fr = frame_of(policy, link, open, as_of, trace, nullptr);
  const auto before = link.shadow.agreed.find(field);
  step(fr, field, "", "review by " + actor,
       before == link.shadow.agreed.end() ? FieldValue::absent() : before->second.value, value);
  settle_dispute(fr, field);
  Slot chosen;
  for (const Place& place : places(fr, field)) {
    if (chosen.empty() && shows(*place.slot, field, shown_by(place, field), value)) chosen = place.member->slot;
    unpark(fr, place.member->slot, field);
    if (place.field) place.field->standing = place.field->undone = place.field->deviating = false;
  }
  agree(fr, field, value, chosen, "review by " + actor);
  plan_work(fr, was_paused(fr.shadow()));
  conclude(fr);
  return std::move(fr.out);
}

Decision resolve_delete(const EntityPolicy& policy, const Link& link, const RecordKey& gone, AfterDelete what,
                        const std::string& actor, const std::vector<Effect>& open, Instant as_of,
                        const std::string& trace) {
  Frame fr = frame_of(policy, link, open, as_of, trace, nullptr);
  if (Member* member = fr.shadow().member(gone)) settle_delete(fr, *member, what, actor);
  plan_work(fr, was_paused(fr.shadow()));
  conclude(fr);
  return std::move(fr.out);
}

}  // namespace syncline
