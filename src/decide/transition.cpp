#include "decide/transition.h"

#include <algorithm>
#include <deque>
#include <map>

#include "base/json.h"
#include "base/mutant.h"
#include "decide/confirm.h"
#include "decide/create.h"
#include "decide/refused.h"

namespace syncline {
namespace {

std::string state_text(const Value& native) { return native.is_string() ? native.as_string() : write_json(native); }

/// The vendor's state as last read; empty when it was never shown.
std::string state_of(const SlotRule& slot, const Member& member) {
  const auto found = member.fields.find(slot.status);
  if (found == member.fields.end() || found->second.presence != Presence::value) return "";
  return state_text(found->second.base);
}

bool means(const SlotRule& slot, const std::string& state, const FieldValue& status) {
  return slot.binding->canonical(slot.status, Value(state)) == status;
}

/// The first hop of the shortest way from the state to one that means the status. None: it is there, or no way leads.
const Hop* first_hop(const SlotRule& slot, const std::string& from, const FieldValue& status) {
  if (means(slot, from, status)) return nullptr;
  std::map<std::string, const Hop*> begun{{from, nullptr}};
  std::deque<std::string> next{from};
  while (!next.empty()) {
    const std::string state = next.front();
    next.pop_front();
    for (const Hop& hop : slot.hops) {
      if (hop.from != state || begun.contains(hop.to)) continue;
      const Hop* first = begun.at(state) ? begun.at(state) : &hop;
      if (means(slot, hop.to, status)) return first;
      begun.emplace(hop.to, first);
      next.push_back(hop.to);
    }
  }
  return nullptr;
}

/// Of mutants.
const Hop* last_hop(const SlotRule& slot, const FieldValue& status) {
  if (!mutant("hop-skipped")) return nullptr;
  const auto found = std::ranges::find_if(slot.hops, [&](const Hop& hop) { return means(slot, hop.to, status); });
  return found == slot.hops.end() ? nullptr : &*found;
}

bool is_complete(Frame& fr, const SlotRule& slot, Member& member) {
  if (!fr.shadow().disputes.empty()) return false;
  for (const FieldRule& rule : fr.policy.fields) {
    const auto found = member.fields.find(rule.field);
    const BindingField* bound = slot.binding->field(rule.field);
    if (!bound || bound->by_transition || found == member.fields.end()) continue;
    if (is_pending(fr.shadow(), {&member, &slot, bound, &found->second}, rule.field)) return false;
  }
  return true;
}

bool is_derived(const EntityPolicy& policy, const Shadow& shadow) {
  return std::ranges::any_of(policy.slots, [&](const SlotRule& slot) {
    return slot.source == Source::derived && shadow.member(slot.slot) != nullptr;
  });
}

/// The status that the record should have, and why. None: it may stay as it is.
std::optional<std::pair<FieldValue, std::string>> wanted_status(Frame& fr, const SlotRule& slot, Member& member) {
  const auto field = member.fields.find(slot.status);
  const auto agreed = fr.shadow().agreed.find(slot.status);
  if (field == member.fields.end()) return std::nullopt;
  const Place place{&member, &slot, slot.binding->field(slot.status), &field->second};
  if (fr.policy.field(slot.status) && agreed != fr.shadow().agreed.end() && is_pending(fr.shadow(), place, slot.status))
    return std::pair(agreed->second.value, agreed->second.origin.rule);
  if (slot.advance.empty() || !member.made_by_us || !is_derived(fr.policy, fr.shadow())) return std::nullopt;
  if (mutant("advance-unbounded") && !slot.hops.empty())
    return std::pair(slot.binding->canonical(slot.status, Value(slot.hops.back().to)), std::string("advance"));
  return std::pair(FieldValue::of(slot.advance), std::string("advance"));
}

std::uint32_t status_version(const Frame& fr, const SlotRule& slot) {
  const auto agreed = fr.shadow().agreed.find(slot.status);
  return agreed == fr.shadow().agreed.end() ? 1 : agreed->second.version;
}

}  // namespace

std::optional<NewEffect> transition_of(Frame& fr, const SlotRule& slot, Member& member) {
  if (slot.status.empty() || slot.hops.empty()) return std::nullopt;
  const auto wanted = wanted_status(fr, slot, member);
  if (!wanted) return std::nullopt;
  const std::string state = state_of(slot, member);
  const Hop* hop = state.empty() ? nullptr : first_hop(slot, state, wanted->first);
  const Hop* last = hop ? last_hop(slot, wanted->first) : nullptr;
  const Hop skipping{hop ? hop->from : "", last ? last->to : ""};
  if (last && mutant("hop-skipped")) hop = &skipping;
  if (!hop || !is_complete(fr, slot, member)) return std::nullopt;
  if (const auto failing = failing_check(fr)) {
    fr.problems.push_back("not advanced in " + slot.slot + ": " + *failing);
    fr.notes.push_back(fr.problems.back());
    return std::nullopt;
  }
  if (member.fields.at(slot.status).written != 0) return std::nullopt;  // acknowledged: it is read again first
  const std::uint32_t version = status_version(fr, slot);
  if (is_parked(fr, slot.slot, state_change, version)) {
    fr.notes.push_back("the change of status in " + slot.slot +
                       " was refused; it is tried again when the record moves");
    return std::nullopt;
  }
  NewEffect effect;
  effect.link = fr.link.id;
  effect.slot = slot.slot;
  effect.op = EffectOp::transition;
  effect.key = member.key;
  effect.trace = fr.trace;
  effect.due_at = not_before(fr, slot.slot);
  if (slot.uses_version) effect.precondition = member.version;
  effect.changes[state_change] = {Value(hop->from), FieldValue::of(hop->to), version, wanted->second};
  effect.business_key = "transition:" + std::to_string(fr.link.id.n) + ":" + slot.slot + ":" + hop->from + ">" +
                        hop->to + "@" + std::to_string(version);
  return effect;
}

std::optional<Instant> hop_not_visible_until(Frame& fr, const SlotRule& slot, Member& member) {
  const Effect& effect = *fr.seen->confirming;
  const auto change = effect.changes.find(state_change);
  const auto read = fr.seen->reading.fields.find(slot.status);
  const auto field = member.fields.find(slot.status);
  if (effect.op != EffectOp::transition || effect.state == EffectState::unknown || slot.read_lag.us <= 0 ||
      change == effect.changes.end() || read == fr.seen->reading.fields.end() || field == member.fields.end())
    return std::nullopt;
  if (state_text(read->second.native) != state_text(change->second.before)) return std::nullopt;
  remember_hop(member, slot, effect, fr.seen->reading.read_at);
  return fr.seen->reading.read_at + slot.read_lag;
}

void remember_hop(Member& member, const SlotRule& slot, const Effect& effect, Instant read_at) {
  const auto change = effect.changes.find(state_change);
  const auto field = member.fields.find(slot.status);
  if (change == effect.changes.end() || field == member.fields.end()) return;
  field->second.written = change->second.version;
  field->second.written_value = change->second.after;
  field->second.written_at = read_at;
}

namespace {

void ignored(Frame& fr, const SlotRule& slot, const Member& member, const std::string& from, const std::string& to) {
  fr.out.altered.push_back(slot.status);
  park(fr, slot.slot, state_change, status_version(fr, slot));
  NewConflict conflict =
      conflict_of(fr, ConflictKind::check, slot.status,
                  slot.slot + " acknowledged the change of status from " + from + " to " + to +
                      " and did not make it. Look at the record there; it is tried again when it moves.");
  conflict.record = member.key;
  if (fr.seen->confirming) conflict.effect = fr.seen->confirming->id;
  conflict.sides = {{"wanted", FieldValue::of(to)}, {slot.slot, FieldValue::of(from)}};
  fr.out.conflicts.push_back(std::move(conflict));
}

void arrived(Frame& fr, const SlotRule& slot, const std::string& from, const std::string& to) {
  unpark(fr, slot.slot, state_change);
  step(fr, slot.status, slot.slot, "advanced from " + from + " to " + to, FieldValue::of(from), FieldValue::of(to));
}

/// What a reading without a lag's excuse says of a hop that was acknowledged earlier.
void confirm_late_hop(Frame& fr, const SlotRule& slot, Member& member) {
  const auto field = member.fields.find(slot.status);
  if (field == member.fields.end() || field->second.written == 0) return;
  const std::string now = state_of(slot, member), to = state_text(field->second.written_value.value);
  const bool moved = field->second.based_at >= field->second.written_at;
  const Instant visible_by = field->second.written_at + slot.read_lag;
  if (!moved && fr.seen->reading.read_at < visible_by) return await_visible(fr, visible_by);
  field->second.written = 0;
  if (now == to) return arrived(fr, slot, state_text(field->second.former), to);
  if (!moved) ignored(fr, slot, member, now, to);
}

}  // namespace

void confirm_transition(Frame& fr, const SlotRule& slot, Member& member) {
  const Effect* effect = fr.seen->confirming;
  if (!effect || effect->op != EffectOp::transition) return confirm_late_hop(fr, slot, member);
  const auto change = effect->changes.find(state_change);
  if (change == effect->changes.end()) return;
  if (const auto field = member.fields.find(slot.status); field != member.fields.end()) field->second.written = 0;
  const std::string now = state_of(slot, member);
  const std::string from = state_text(change->second.before), to = state_text(change->second.after.value);
  if (now == to) return arrived(fr, slot, from, to);
  if (now == from && effect->state != EffectState::unknown) ignored(fr, slot, member, from, to);
}

}  // namespace syncline
