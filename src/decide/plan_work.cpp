#include "decide/plan_work.h"

#include <algorithm>

#include "base/mutant.h"
#include "decide/confirm.h"
#include "decide/create.h"
#include "decide/follow_source.h"
#include "decide/refused.h"
#include "decide/transition.h"

namespace syncline {
namespace {

bool is_ours_to_plan(EffectOp op) {
  return op == EffectOp::create || op == EffectOp::update || op == EffectOp::deactivate || op == EffectOp::remove ||
         op == EffectOp::transition;
}

/// Fields that were refused in one write are freed together: which of them was at fault, nobody knows.
void free_parked(Frame& fr, const SlotRule& slot) {
  bool free_refused = false;
  std::vector<std::string> old;
  for (const Parked& parked : fr.shadow().parked) {
    const auto agreed = fr.shadow().agreed.find(parked.field);
    if (parked.slot != slot.slot || agreed == fr.shadow().agreed.end() || agreed->second.version <= parked.version)
      continue;
    free_refused |= parked.refused;
    old.push_back(parked.field);
  }
  for (const std::string& field : old) unpark(fr, slot.slot, field);
  if (free_refused)
    std::erase_if(fr.shadow().parked, [&](const Parked& p) { return p.slot == slot.slot && p.refused; });
}

Changes pending_changes(Frame& fr, const SlotRule& slot, Member& member) {
  Changes changes;
  for (const FieldRule& rule : fr.policy.fields) {
    const bool disputed = is_disputed(fr.shadow(), rule.field) && !mutant("dispute-written");
    if (rule.scope == FieldScope::member || disputed) continue;
    const auto found = member.fields.find(rule.field);
    const Place place{&member, &slot, slot.binding->field(rule.field),
                      found == member.fields.end() ? nullptr : &found->second};
    if (!place.bound || place.bound->by_transition || !is_pending(fr.shadow(), place, rule.field)) continue;
    const AgreedField& agreed = fr.shadow().agreed.at(rule.field);
    const FieldValue shown = shown_by(place, rule.field);
    const bool was_sent = place.bound->cls == BindingClass::write_only && place.field->base == sent_mark(agreed.value);
    if (was_sent || shows(slot, rule.field, shown, agreed.value)) {
      place.field->confirmed = agreed.version;
      step(fr, rule.field, member.slot, "adopted", shown, shown);
      continue;
    }
    if (is_parked(fr, slot.slot, rule.field, agreed.version)) continue;
    if (place.field->unseen && !mutant("unseen-field-written")) continue;  // who knows what would be overwritten
    if (place.field->written == agreed.version) continue;  // acknowledged, not visible yet: it is read again first
    changes[rule.field] = {place.field->base, agreed.value, agreed.version, agreed.origin.rule};
  }
  return changes;
}

std::string link_text(const Frame& fr) { return fr.link.id ? std::to_string(fr.link.id.n) : "{link}"; }

NewEffect effect_for(Frame& fr, const SlotRule& slot, EffectOp op) {
  NewEffect effect;
  effect.link = fr.link.id;
  effect.slot = slot.slot;
  effect.op = op;
  effect.key = {slot.system, slot.object, ""};
  effect.trace = fr.trace;
  effect.due_at = not_before(fr, slot.slot);
  return effect;
}

/// The event and the chain that the work comes from: the newest origin among the fields, or this very reading.
void give_cause(const Frame& fr, NewEffect& effect) {
  if (mutant("cause-dropped")) return;
  bool by_this_reading = effect.changes.empty();
  for (const auto& [field, change] : effect.changes) {
    const auto agreed = fr.shadow().agreed.find(field);
    if (agreed == fr.shadow().agreed.end()) continue;  // a change of status
    const Origin& origin = agreed->second.origin;
    effect.cause = std::max(effect.cause, origin.event);
    effect.hops = std::max(effect.hops, origin.hops);
    by_this_reading |= fr.reverted.contains(field);
  }
  if (!fr.seen && !effect.cause) effect.cause = fr.because;
  if (!fr.seen) return;
  if (by_this_reading || !effect.cause) effect.cause = fr.seen->event;
  if (by_this_reading) effect.hops = std::max(effect.hops, fr.seen->hops);
}

/// An entry of a ledger that was sent already is not changed: it takes another entry to correct it.
void refuse_correction(Frame& fr, const SlotRule& slot, const Member& member, const Changes& changes) {
  for (const auto& [field, change] : changes) {
    park(fr, slot.slot, field, change.version);
    NewConflict conflict = conflict_of(fr, ConflictKind::check, field,
                                       "The field " + field + " was changed after the entry was sent to " + slot.slot +
                                           ". Entries are never rewritten: correct it there by a reversal.");
    conflict.record = member.key;
    conflict.sides = {{origin_name(fr.shadow().agreed.at(field)), change.after},
                      {slot.slot, slot.binding->canonical(field, change.before)}};
    fr.out.conflicts.push_back(std::move(conflict));
  }
}

std::optional<NewEffect> update_of(Frame& fr, const SlotRule& slot, Member& member) {
  NewEffect effect = effect_for(fr, slot, EffectOp::update);
  effect.key = member.key;
  effect.changes = pending_changes(fr, slot, member);
  if (effect.changes.empty()) return std::nullopt;
  if (fr.policy.append_only) {
    refuse_correction(fr, slot, member, effect.changes);
    return std::nullopt;
  }
  if (slot.uses_version) effect.precondition = member.version;
  std::string versions;
  for (const auto& [field, change] : effect.changes) {
    if (mutant("base-moved-at-plan")) member.fields.at(field).base = change.after.value;
    if (mutant("base-moved-at-plan")) member.fields.at(field).meaning = {};
    versions += (versions.empty() ? "" : ",") + field + "@" + std::to_string(change.version);
  }
  effect.business_key = "update:" + link_text(fr) + ":" + slot.slot + ":" + versions;
  return effect;
}

NewEffect ending_of(Frame& fr, const SlotRule& slot, const Member& member) {
  NewEffect effect = effect_for(fr, slot, member.ending == Ending::remove ? EffectOp::remove : EffectOp::deactivate);
  effect.key = member.key;
  if (slot.uses_version) effect.precondition = member.version;
  effect.business_key = std::string(name_of(effect.op)) + ":" + link_text(fr) + ":" + slot.slot + ":" +
                        std::to_string(member.incarnation);
  return effect;
}

std::optional<NewEffect> create_of(Frame& fr, const SlotRule& slot) {
  const std::optional<Changes> changes = create_changes(fr, slot);
  if (!changes) return std::nullopt;
  const bool refused = !changes->empty() && std::ranges::all_of(*changes, [&](const auto& entry) {
    return is_parked(fr, slot.slot, entry.first, entry.second.version);
  });
  if (refused && !mutant("created-although-rejected")) {
    fr.notes.push_back("create in " + slot.slot + " was refused; it is tried again when a value changes");
    return std::nullopt;
  }
  NewEffect effect = effect_for(fr, slot, EffectOp::create);
  effect.changes = *changes;
  effect.business_key =
      "create:" + link_text(fr) + ":" + slot.slot + ":" + std::to_string(next_incarnation(fr.shadow(), slot.slot));
  return effect;
}

bool says_the_same(const Effect& open, const NewEffect& needed) {
  return open.op == needed.op && open.key == needed.key && open.precondition == needed.precondition &&
         open.changes == needed.changes;
}

void take_back(Frame& fr, const SlotRule& slot, const std::string& why) {
  for (const Effect& effect : fr.open) {
    if (effect.slot == slot.slot && is_ours_to_plan(effect.op) && is_open(effect.state) &&
        !is_under_way(effect.state)) {
      fr.out.superseded.emplace_back(effect.id, why);
    }
  }
}

/// Of mutants: what the replaced writes carried is taken for written.
void forget_replaced(Frame& fr, const SlotRule& slot, std::optional<NewEffect>& needed) {
  Member* member = fr.shadow().member(slot.slot);
  for (const Effect& effect : fr.open) {
    if (!member || effect.slot != slot.slot || is_under_way(effect.state) || says_the_same(effect, *needed)) continue;
    for (const auto& [field, change] : effect.changes) {
      if (needed->changes.erase(field) > 0) member->fields[field].confirmed = change.version;
    }
  }
  if (needed->changes.empty()) needed.reset();
}

void reconcile(Frame& fr, const SlotRule& slot, const std::optional<NewEffect>& needed) {
  bool kept = false;
  for (const Effect& effect : fr.open) {
    if (effect.slot != slot.slot || !is_ours_to_plan(effect.op) || !is_open(effect.state)) continue;
    if (is_under_way(effect.state) && !mutant("two-writes-at-once")) {
      fr.blocked |= needed.has_value();
      return;
    }
    if (is_under_way(effect.state)) continue;
    if (needed && !kept && says_the_same(effect, *needed)) {
      kept = true;
    } else {
      fr.out.superseded.emplace_back(effect.id,
                                     needed ? "replaced by a newer state of the record" : "no longer needed");
    }
  }
  if (needed && !kept) fr.out.effects.push_back(*needed);
}

}  // namespace

void show_what_would_be(Frame& fr, const NewEffect& effect) {
  if (effect.changes.empty()) step(fr, "", effect.slot, "would " + std::string(name_of(effect.op)), {}, {});
  for (const auto& [field, change] : effect.changes) {
    const SlotRule& slot = *fr.policy.slot(effect.slot);
    const FieldValue before =
        change.before.is_null() ? FieldValue::empty() : slot.binding->canonical(field, change.before);
    step(fr, field, effect.slot, effect.op == EffectOp::create ? "would create with" : "would write", before,
         change.after);
  }
}

std::optional<NewEffect> needed_effect(Frame& fr, const SlotRule& slot) {
  free_parked(fr, slot);
  Member* member = fr.shadow().member(slot.slot);
  if (mutant("surplus-written")) {
    for (Member& any : fr.shadow().members) member = any.slot == slot.slot && any.duplicate ? &any : member;
  }
  std::optional<NewEffect> effect;
  if (!member) {
    effect = create_of(fr, slot);
  } else if (member->state != RecordState::live) {
    if (!mutant("made-again-unasked")) return std::nullopt;
    effect = create_of(fr, slot);
  } else if (member->ending != Ending::none) {
    effect = ending_of(fr, slot, *member);
  } else {
    effect = update_of(fr, slot, *member);
    if (!effect) effect = transition_of(fr, slot, *member);
  }
  if (effect) give_cause(fr, *effect);
  return effect;
}

void plan_work(Frame& fr, bool paused) {
  for (const SlotRule& slot : fr.policy.slots) {
    if (slot.source != Source::system) continue;
    if (paused || fr.policy.stage == Stage::observe || !slot.writable) {
      take_back(fr, slot, paused ? "the link is paused" : "writing to " + slot.slot + " is not allowed at this stage");
      continue;
    }
    if (fr.shadow().undecided && fr.shadow().member(slot.slot)) {
      take_back(fr, slot, "its match is under review");
    } else if (fr.policy.stage == Stage::shadow) {
      take_back(fr, slot, "writing is not allowed at this stage");
    } else {
      auto needed = needed_effect(fr, slot);
      if (needed && mutant("superseded-forgotten")) forget_replaced(fr, slot, needed);
      reconcile(fr, slot, needed);
    }
  }
  note_problem(fr);
  if (!paused && !fr.shadow().undecided && fr.policy.stage >= Stage::one_way) plan_notices(fr);
}

}  // namespace syncline
