#include "engine/deliver.h"

#include <algorithm>

#include "base/mutant.h"
#include "decide/file_effect.h"
#include "engine/calls.h"
#include "engine/file_delivery.h"
#include "engine/hops.h"
#include "engine/observe.h"
#include "engine/outcomes.h"
#include "engine/references.h"
#include "engine/settle.h"

namespace syncline {
namespace {

struct Target {
  const EntityPolicy* policy = nullptr;
  const SlotRule* rule = nullptr;
  SystemPort* port = nullptr;
  const ObjectTraits* traits = nullptr;
};

std::optional<Target> target_of(Context& cx, const Effect& effect) {
  const auto system = cx.setup.systems.find(effect.key.system);
  Target target;
  target.policy = cx.setup.policy_of(effect.key.system, effect.key.object);
  if (system == cx.setup.systems.end() || !target.policy) return std::nullopt;
  target.rule = target.policy->slot_of(effect.key.system, effect.key.object);
  target.port = system->second.port.get();
  target.traits = target.port->traits(effect.key.object);
  if (!target.traits) return std::nullopt;
  return target;
}

/// What the effect wants, with references in the target's own ids. Empty: it waits for a parent again.
std::optional<std::map<std::string, FieldValue>> wanted(Context& cx, const Target& target, const Effect& effect) {
  std::map<std::string, FieldValue> values;
  for (const auto& [name, change] : effect.changes) values.emplace(name, change.after);
  const auto missing = resolve_targets(*cx.store.reader(), *target.rule->binding, target.rule->system, values);
  if (!missing) return values;
  overtaken(cx, effect, "its " + missing->field + " does not exist in " + target.rule->slot + " yet");
  return std::nullopt;
}

bool already_shows(const Target& target, const Reading& reading, const std::map<std::string, FieldValue>& values) {
  for (const auto& [name, value] : values) {
    const auto shown = reading.fields.find(name);
    if (shown == reading.fields.end()) return false;
    if (!shows(*target.rule, name, shown->second.canonical, value)) return false;
  }
  return true;
}

/// Does the record still show what it showed when this was planned? A newer base would hide an edit from the journal.
bool shows_what_was_before(const Reading& reading, const Changes& changes) {
  return std::ranges::all_of(changes, [&](const auto& entry) {
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
std::optional<NativeRecord> current_state(Context& cx, const Target& target, const Effect& effect) {
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
                             : reading && shows_what_was_before(*reading, effect.changes);
  const bool as_planned = current->state == RecordState::live && reading && member && reading->hash == member->hash &&
                          as_before && is_still_wanted(*link, effect.changes);
  if (as_planned || mutant("precondition-dropped")) return std::move(current).value();
  Seen seen;
  seen.record = std::move(current).value();
  seen.effect = effect;
  seen.outcomes.push_back(
      outcome_of(effect, EffectState::superseded, "the record was edited since: read again, decided again"));
  decide_on(cx, seen);
  return std::nullopt;
}

void read_back(Context& cx, const Target& target, Effect effect, const WriteOutcome& written) {
  if (effect.op == EffectOp::create) effect.key.native = written.native;
  cx.rt.point("deliver.written");
  Seen seen;
  if (written.stored) {
    seen.record = *written.stored;
  } else {
    auto read = target.port->read(effect.key, call_context(cx, effect.key.system, Priority::event, effect.trace));
    if (!read) {
      unknown(cx, effect, read.error());
      return;
    }
    seen.record = std::move(read).value();
  }
  confirm(cx, effect, std::move(seen.record));
}

/// The call itself, and what its answer means.
void take(Context& cx, const Target& target, const Effect& effect, const WriteRequest& request) {
  cx.rt.point("deliver.before_write");
  const WriteOutcome written =
      target.port->write(request, call_context(cx, effect.key.system, Priority::event, effect.trace));
  cx.rt.point("deliver.answered");
  switch (written.kind) {
    case WriteOutcome::Kind::applied:
      if (effect.op == EffectOp::append) {
        applied(cx, effect);
      } else {
        read_back(cx, target, effect, written);
      }
      return;
    case WriteOutcome::Kind::unknown: unknown(cx, effect, *written.error); return;
    case WriteOutcome::Kind::not_sent: try_later(cx, effect, *written.error); return;
    case WriteOutcome::Kind::rejected: refused(cx, effect, *written.error); return;
  }
}

/// One hop of status. The state is read before it, whatever the vendor compares by itself.
void send_hop(Context& cx, const Target& target, const Effect& effect) {
  WriteRequest request;
  request.op = effect.op;
  request.key = effect.key;
  request.hop = hop_of(effect);
  if (mutant("hop-state-unread")) {
    request.precondition = effect.precondition;
    take(cx, target, effect, request);
    return;
  }
  const auto state = current_state(cx, target, effect);
  if (!state) return;
  request.precondition = state->version;
  if (native_state(*target.traits, *state) == request.hop.to) {
    confirm(cx, effect, *state);
    return;
  }
  take(cx, target, effect, request);
}

/// A message for the owner. Nothing is read back: the answer is all there is.
void send_note(Context& cx, const Target& target, const Effect& effect) {
  WriteRequest request;
  request.op = effect.op;
  request.key = effect.key;
  request.idempotency_key = stamped_key(cx.setup, effect);
  for (const auto& [field, change] : effect.changes) request.text = change.after.value.string_or("");
  take(cx, target, effect, request);
}

void send(Context& cx, const Target& target, const Effect& effect) {
  const auto values = wanted(cx, target, effect);
  if (!values) return;
  WriteRequest request;
  request.op = effect.op;
  request.key = effect.key;
  request.idempotency_key = stamped_key(cx.setup, effect);

  Value current;
  if (effect.op != EffectOp::create && target.traits->reads_before_write) {
    const auto state = current_state(cx, target, effect);
    if (!state) return;
    const auto reading = target.rule->binding->read(*state, cx.rt.now());
    if (effect.op == EffectOp::update && reading && already_shows(target, *reading, *values)) {
      confirm(cx, effect, *state);
      return;
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
      return;
    }
    request.content = std::move(content).value();
  }
  take(cx, target, effect, request);
}

Error deadly(const Effect& effect) {
  return {ErrorClass::unknown,
          "effect.deadly",
          std::to_string(effect.deaths) + " processes ended while they were at it",
          text_of(effect.key),
          "look what they ended of, and whether the record is as it should be",
          std::nullopt};
}

}  // namespace

std::string stamped_key(const EngineSetup& setup, const Effect& effect) {
  return to_hex(xxh3(setup.installation + "/" + effect.business_key));
}

void deliver(Context& cx, EffectId id) {
  auto licence = commit(cx, [&](Tx& tx) { return tx.sending(id, cx.epoch); });
  if (!licence) return;  // replaced, ended or taken meanwhile
  const Effect effect = std::move(licence).value();
  cx.rt.point("deliver.sending");
  const auto target = target_of(cx, effect);
  if (!target) {
    reject(cx, effect,
           {ErrorClass::config, "effect.target", "its system or object is no longer synced", text_of(effect.key),
            "add it to the project again, or leave it", std::nullopt});
    return;
  }
  // Refused when it was planned; here in case that the rule came later.
  const std::string rule = cx.setup.forbids(effect);
  if (!rule.empty() && effect.state != EffectState::unknown) {
    reject(cx, effect, forbidden(effect, rule));
    return;
  }
  if (effect.state == EffectState::unknown && effect.deaths >= cx.setup.max_deaths) {
    unsettled(cx, effect, deadly(effect));
  } else if (effect.state == EffectState::unknown) {
    settle_unknown(cx, *target->port, *target->rule, *target->traits, effect);
  } else if (effect.op == EffectOp::transition) {
    send_hop(cx, *target, effect);
  } else if (file_of(effect)) {
    deliver_file(cx, *target->port, effect);
  } else if (effect.op == EffectOp::append) {
    send_note(cx, *target, effect);
  } else {
    send(cx, *target, effect);
  }
}

}  // namespace syncline
