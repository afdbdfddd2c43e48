#include "engine/prepare_write.h"

#include <algorithm>

#include "base/mutant.h"
#include "engine/calls.h"
#include "engine/deliver.h"
#include "engine/hops.h"
#include "engine/observe.h"
#include "engine/outcomes.h"
#include "engine/references.h"
#include "engine/settle.h"

namespace syncline {
namespace {

/// What the effect wants, with references in the target's own ids. Empty: it waits for a parent again.
std::optional<std::map<std::string, FieldValue>> wanted(Context& cx, const WriteTarget& target, const Effect& effect) {
  std::map<std::string, FieldValue> values;
  for (const auto& [name, change] : effect.changes) values.emplace(name, change.after);
  const auto missing = resolve_targets(*cx.store.reader(), *target.rule->binding, target.rule->system, values);
  if (!missing) return values;
  overtaken(cx, effect, "its " + missing->field + " does not exist in " + target.rule->slot + " yet");
  return std::nullopt;
}

bool already_shows(const WriteTarget& target, const Reading& reading, const std::map<std::string, FieldValue>& values) {
  for (const auto& [name, value] : values) {
    const auto shown = reading.fields.find(name);
    if (shown == reading.fields.end()) return false;
    if (!shows(*target.rule, name, shown->second.canonical, value)) return false;
  }
  return true;
}

/// Does the record still show what it showed when this was planned? A newer base would hide an edit from the journal.
/// What is never shown has not moved.
bool shows_what_was_before(const Binding& binding, const Reading& reading, const Changes& changes) {
  if (mutant("before-unchecked")) return true;
  return std::ranges::all_of(changes, [&](const auto& entry) {
    const BindingField* bound = binding.field(entry.first);
    if (bound && bound->cls == BindingClass::write_only) return true;
    const auto shown = reading.fields.find(entry.first);
    return shown != reading.fields.end() && shown->second.native == entry.second.before;
  });
}

/// A decision that came while this was being sent may want something else by now.
bool is_still_wanted(const Link& link, const Changes& changes) {
  return std::ranges::all_of(changes, [&](const auto& entry) {
    const auto agreed = link.shadow.agreed.find(entry.first);
    return agreed == link.shadow.agreed.end() || agreed->second.version <= entry.second.version;
  });
}

/// What else was decided on meanwhile may know of another state, and be equal to what is read.
bool is_on_the_hop(const std::string& state, const Hop& hop) { return state == hop.from || state == hop.to; }

/// The record's state right before the write. Empty: it moved, is gone or could not be read; that is dealt with.
std::optional<NativeRecord> current_state(Context& cx, const WriteTarget& target, const Effect& effect) {
  auto current = target.port->read(effect.key, call_context(cx, effect.key.system, Priority::event, effect.trace));
  if (!current) {
    try_later(cx, effect, current.error());
    return std::nullopt;
  }
  const auto reading = target.rule->binding->read(*current, cx.rt.now());
  const auto link = cx.store.reader()->link(effect.link);
  const Member* member = link ? link->shadow.member(effect.key) : nullptr;
  const bool as_before = effect.op == EffectOp::transition
                             ? is_on_the_hop(native_state(*target.traits, *current), hop_of(effect))
                             : reading && shows_what_was_before(*target.rule->binding, *reading, effect.changes);
  const bool as_planned = current->state == RecordState::live && reading && member && reading->hash == member->hash &&
                          as_before && is_still_wanted(*link, effect.changes);
  if (as_planned || mutant("precondition-dropped")) return std::move(current).value();
  Seen seen;
  seen.record = std::move(current).value();
  seen.effect = effect;
  seen.outcomes.push_back(
      outcome_of(effect, EffectState::superseded, "the record was edited since: read again, decided again"));
  decide_on(cx, std::move(seen));
  return std::nullopt;
}

WriteRequest request_of(const Effect& effect) {
  WriteRequest request;
  request.op = effect.op;
  request.key = effect.key;
  return request;
}

/// One hop of status. The state is read before it, whatever the vendor compares by itself.
std::optional<WriteRequest> prepare_hop(Context& cx, const WriteTarget& target, const Effect& effect) {
  WriteRequest request = request_of(effect);
  request.hop = hop_of(effect);
  if (mutant("hop-state-unread") || (mutant("hop-resent") && effect.attempt > 0)) {
    request.precondition = effect.precondition;
    return request;
  }
  const auto state = current_state(cx, target, effect);
  if (!state) return std::nullopt;
  request.precondition = state->version;
  if (native_state(*target.traits, *state) == request.hop.to) {
    confirm(cx, effect, *state);
    return std::nullopt;
  }
  return request;
}

/// A message for the owner.
WriteRequest note_of(Context& cx, const Effect& effect) {
  WriteRequest request = request_of(effect);
  request.idempotency_key = stamped_key(cx.setup, effect);
  for (const auto& [field, change] : effect.changes) request.text = change.after.value.string_or("");
  return request;
}

std::optional<WriteRequest> prepare_fields(Context& cx, const WriteTarget& target, const Effect& effect) {
  const auto values = wanted(cx, target, effect);
  if (!values) return std::nullopt;
  WriteRequest request = request_of(effect);
  request.idempotency_key = stamped_key(cx.setup, effect);

  Value current;
  if (effect.op != EffectOp::create && target.traits->reads_before_write) {
    const auto state = current_state(cx, target, effect);
    if (!state) return std::nullopt;
    const auto reading = target.rule->binding->read(*state, cx.rt.now());
    if (effect.op == EffectOp::update && reading && already_shows(target, *reading, *values)) {
      confirm(cx, effect, *state);
      return std::nullopt;
    }
    request.precondition = state->version;
    current = state->content;
  } else {
    request.precondition = effect.precondition;
    if (effect.op != EffectOp::create) current = Map{};  // no parts are addressed, and nothing is created
  }
  if (effect.op == EffectOp::create || effect.op == EffectOp::update) {
    auto content = target.rule->binding->write(*values, current);
    if (!content) {
      reject(cx, effect, content.error());
      return std::nullopt;
    }
    request.content = std::move(content).value();
  }
  return request;
}

}  // namespace

std::optional<WriteTarget> target_of(Context& cx, const Effect& effect) {
  const auto system = cx.setup.systems.find(effect.key.system);
  WriteTarget target;
  target.policy = cx.setup.policy_of(effect.key.system, effect.key.object);
  if (system == cx.setup.systems.end() || !target.policy) return std::nullopt;
  target.rule = target.policy->slot_of(effect.key.system, effect.key.object);
  target.port = system->second.port.get();
  target.traits = target.port->traits(effect.key.object);
  if (!target.traits) return std::nullopt;
  return target;
}

std::optional<WriteRequest> prepare_write(Context& cx, const WriteTarget& target, const Effect& effect) {
  if (effect.op == EffectOp::transition) return prepare_hop(cx, target, effect);
  if (effect.op == EffectOp::append) return note_of(cx, effect);
  return prepare_fields(cx, target, effect);
}

}  // namespace syncline
