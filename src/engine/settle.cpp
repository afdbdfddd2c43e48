#include "engine/settle.h"

#include "base/mutant.h"
#include "decide/file_effect.h"
#include "engine/calls.h"
#include "engine/deliver.h"
#include "engine/file_delivery.h"
#include "engine/hops.h"
#include "engine/observe.h"
#include "engine/outcomes.h"
#include "engine/references.h"

namespace syncline {
namespace {

enum class Shows : std::uint8_t { intended, base, other };

/// Which of the two states the record is in: as we wanted it, as it was, or neither.
Shows compare(Context& cx, const SlotRule& rule, const ObjectTraits& traits, const Effect& effect,
              const NativeRecord& record) {
  if (effect.op == EffectOp::transition) {
    const std::string state = native_state(traits, record);
    if (state == hop_of(effect).to) return Shows::intended;
    return state == hop_of(effect).from ? Shows::base : Shows::other;
  }
  const auto bound = rule.binding->read(record, cx.rt.now());
  if (!bound) return Shows::other;
  Reading reading = *bound;
  resolve_references(*cx.store.reader(), *rule.binding, rule.system, reading);
  bool intended = true, base = true;
  for (const auto& [name, change] : effect.changes) {
    const auto shown = reading.fields.find(name);
    if (shown == reading.fields.end()) return Shows::other;
    intended &= shows(rule, name, shown->second.canonical, change.after);
    base &= shown->second.native == change.before;
  }
  if (intended) return Shows::intended;
  return base ? Shows::base : Shows::other;
}

/// What a creation sent, for systems that can only be searched by it. Null when that cannot be said any more.
Value sent_content(Context& cx, const SlotRule& rule, const Effect& effect) {
  std::map<std::string, FieldValue> values;
  for (const auto& [name, change] : effect.changes) values.emplace(name, change.after);
  if (resolve_targets(*cx.store.reader(), *rule.binding, rule.system, values)) return {};
  return rule.binding->write(values, Value()).value_or(Value());
}

void settle_create(Context& cx, SystemPort& port, const SlotRule& rule, const ObjectTraits& traits, Effect effect) {
  const Error no_answer{ErrorClass::unknown,
                        "effect.unsettled",
                        "this object can be neither keyed nor searched by our key",
                        text_of(effect.key),
                        "look at the vendor whether the record exists",
                        std::nullopt};
  if (traits.idempotency == Idempotency::none) {
    unsettled(cx, effect, effect.error.value_or(no_answer));
    return;
  }
  WriteRequest request;
  request.op = EffectOp::create;
  request.key = effect.key;
  request.idempotency_key = stamped_key(cx.setup, effect);
  request.content = sent_content(cx, rule, effect);
  const ProbeOutcome probed = port.probe(request, call_context(cx, rule.system, Priority::event, effect.trace));
  if (probed.kind == ProbeOutcome::Kind::cannot_tell) {
    still_unknown(cx, effect, probed.error.value_or(no_answer));
    return;
  }
  if (probed.kind == ProbeOutcome::Kind::absent) {
    not_seen(cx, effect);
    return;
  }
  effect.key.native = probed.native;
  auto read = port.read(effect.key, call_context(cx, rule.system, Priority::event, effect.trace));
  if (!read) {
    still_unknown(cx, effect, read.error());
    return;
  }
  confirm(cx, effect, std::move(read).value());
}

/// A message is found by our key, or nobody knows whether it was left.
void settle_note(Context& cx, SystemPort& port, const SlotRule& rule, const Effect& effect) {
  WriteRequest request;
  request.op = effect.op;
  request.key = effect.key;
  request.idempotency_key = stamped_key(cx.setup, effect);
  const ProbeOutcome probed = port.probe(request, call_context(cx, rule.system, Priority::event, effect.trace));
  switch (probed.kind) {
    case ProbeOutcome::Kind::found: applied(cx, effect); return;
    case ProbeOutcome::Kind::absent: not_seen(cx, effect); return;
    case ProbeOutcome::Kind::cannot_tell: break;
  }
  const Error no_answer{ErrorClass::unknown,
                        "effect.unsettled",
                        "messages cannot be searched there by our key",
                        text_of(effect.key),
                        "look at the record whether the message is there",
                        std::nullopt};
  if (probed.error && probed.error->cls != ErrorClass::config) {
    still_unknown(cx, effect, *probed.error);
  } else {
    unsettled(cx, effect, effect.error.value_or(no_answer));
  }
}

}  // namespace

void not_seen(Context& cx, const Effect& effect) {
  const Instant settled = settles_at(cx, effect);
  if (cx.rt.now() >= settled || mutant("probe-miss-believed")) {
    not_applied(cx, effect);
    return;
  }
  still_unknown(cx, effect,
                {ErrorClass::transient, "effect.unsettled", "not seen yet; the call may still be running",
                 text_of(effect.key), "", settled - cx.rt.now()});
}

void confirm(Context& cx, const Effect& effect, NativeRecord record, std::optional<Link> link) {
  Seen seen;
  seen.link = std::move(link);
  seen.record = std::move(record);
  seen.source = EventSource::readback;
  seen.effect = effect;
  seen.confirms = true;
  EffectOutcome outcome = outcome_of(effect, EffectState::applied, "");
  outcome.native = effect.key.native;
  seen.outcomes.push_back(std::move(outcome));
  decide_on(cx, std::move(seen));
  cx.rt.point("deliver.confirmed");
}

void settle_unknown(Context& cx, SystemPort& port, const SlotRule& rule, const ObjectTraits& traits,
                    const Effect& effect) {
  if (effect.op == EffectOp::create) {
    settle_create(cx, port, rule, traits, effect);
    return;
  }
  if (file_of(effect)) {
    settle_file(cx, port, effect);
    return;
  }
  if (effect.op == EffectOp::append) {
    settle_note(cx, port, rule, effect);
    return;
  }
  auto read = port.read(effect.key, call_context(cx, rule.system, Priority::event, effect.trace));
  if (!read) {
    still_unknown(cx, effect, read.error());
    return;
  }
  // No field that we read says that a record is out of use; once more does no harm.
  const bool ends_it =
      effect.op == EffectOp::remove || (effect.op == EffectOp::deactivate && !mutant("deactivation-believed"));
  if (ends_it || read->state != RecordState::live) {
    if (read->state == RecordState::live) {
      not_seen(cx, effect);
    } else {
      confirm(cx, effect, std::move(read).value());
    }
    return;
  }
  switch (compare(cx, rule, traits, effect, *read)) {
    case Shows::intended: confirm(cx, effect, std::move(read).value()); return;
    case Shows::base: not_seen(cx, effect); return;
    case Shows::other: {
      // Somebody edited meanwhile, or the write was altered. A call that may still be running could yet overwrite this.
      if (cx.rt.now() < settles_at(cx, effect)) {
        not_seen(cx, effect);
        return;
      }
      Seen seen;
      seen.record = std::move(read).value();
      seen.effect = effect;
      seen.outcomes.push_back(outcome_of(effect, EffectState::superseded,
                                         "settled: the record shows neither the old nor the new value; decided again"));
      decide_on(cx, std::move(seen));
    }
  }
}

void refused(Context& cx, const Effect& effect, const Error& error) {
  switch (error.cls) {
    case ErrorClass::conflict:
    case ErrorClass::not_found:
    case ErrorClass::gone:
      if (effect.op == EffectOp::create) {
        reject(cx, effect, error);
      } else {
        overtaken(cx, effect, describe(error));
      }
      return;
    case ErrorClass::throttled:
    case ErrorClass::transient:
    case ErrorClass::auth: try_later(cx, effect, error); return;
    case ErrorClass::unknown:
    case ErrorClass::duplicate: unknown(cx, effect, error); return;
    case ErrorClass::permission:
    case ErrorClass::validation:
    case ErrorClass::closed_period:
    case ErrorClass::config: reject(cx, effect, error); return;
  }
}

}  // namespace syncline
