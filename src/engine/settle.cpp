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

/// The manifest says of no way to look.
bool is_config(const std::optional<Error>& error) { return error && error->cls == ErrorClass::config; }

/// Nothing that we read shows it, only that the record moved. In doubt it is as it was: to end it twice harms nobody.
Shows compare_ending(Context& cx, const Effect& effect, const Reading& reading) {
  const auto link = cx.store.reader()->link(effect.link);
  const Member* member = link ? link->shadow.member(effect.key) : nullptr;
  if (!member) return Shows::other;
  const std::string& before = effect.precondition.empty() ? member->version : effect.precondition;
  if (reading.version == before && reading.stamp == member->stamp) return Shows::base;
  return reading.hash == member->hash ? Shows::intended : Shows::other;
}

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
  if (effect.op == EffectOp::deactivate) return compare_ending(cx, effect, *bound);
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

const SlotRule* rule_of(Context& cx, const Effect& effect) {
  const EntityPolicy* policy = cx.setup.policy_of(effect.key.system, effect.key.object);
  return policy ? policy->slot_of(effect.key.system, effect.key.object) : nullptr;
}

/// Its id is known. A read that lags does not show it yet: taken for gone, it would be created a second time.
void confirm_created(Context& cx, SystemPort& port, const Effect& effect) {
  auto read = port.read(effect.key, call_context(cx, effect.key.system, Priority::event, effect.trace));
  if (!read) {
    still_unknown(cx, effect, read.error());
  } else {
    acknowledged(cx, effect, std::move(read).value());
  }
}

/// What a creation sent, for systems that can only be searched by it. Null when that cannot be said any more.
Value sent_content(Context& cx, const SlotRule& rule, const Effect& effect) {
  std::map<std::string, FieldValue> values;
  for (const auto& [name, change] : effect.changes) values.emplace(name, change.after);
  if (resolve_targets(*cx.store.reader(), *rule.binding, rule.system, values)) return {};
  return rule.binding->write(values, Value()).value_or(Value());
}

/// It can only turn up in a list, as a record that takes the slot for which it was made. After its time a person is
/// asked; what turns up later still answers that.
void settle_unsearchable(Context& cx, SystemPort& port, Effect effect, const Error& why) {
  const auto link = cx.store.reader()->link(effect.link);
  const Member* made = link ? link->shadow.member(effect.slot) : nullptr;
  if (made && made->state == RecordState::live) {
    effect.key = made->key;
    confirm_created(cx, port, effect);
  } else if (cx.rt.now() < settles_at(cx, effect)) {
    still_unknown(cx, effect, why);
  } else {
    unsettled(cx, effect, why);
  }
}

void settle_create(Context& cx, SystemPort& port, const SlotRule& rule, const ObjectTraits& traits, Effect effect) {
  if (!effect.key.native.empty()) {
    confirm_created(cx, port, effect);
    return;
  }
  const Error no_answer{ErrorClass::unknown,
                        "effect.unsettled",
                        "this object can be neither keyed nor searched by our key",
                        text_of(effect.key),
                        "look at the vendor whether the record exists",
                        std::nullopt};
  if (traits.idempotency == Idempotency::none) {
    settle_unsearchable(cx, port, effect, effect.error.value_or(no_answer));
    return;
  }
  WriteRequest request;
  request.op = EffectOp::create;
  request.key = effect.key;
  request.idempotency_key = stamped_key(cx.setup, effect);
  request.content = sent_content(cx, rule, effect);
  const ProbeOutcome probed = port.probe(request, call_context(cx, rule.system, Priority::event, effect.trace));
  if (probed.kind == ProbeOutcome::Kind::absent) {
    not_seen(cx, effect);
    return;
  }
  if (probed.kind == ProbeOutcome::Kind::cannot_tell) {
    still_unknown(cx, effect, probed.error.value_or(no_answer));
    return;
  }
  effect.key.native = probed.native;
  confirm_created(cx, port, effect);
}

/// The vendor says that the record is not as it was taken to be. Where a read shows it so all the same, sending the
/// write again at once would go round in a circle.
void not_as_planned(Context& cx, const Effect& effect, const Error& error) {
  const auto read = read_record(cx, effect.key, Priority::event, effect.trace);
  const SlotRule* rule = read ? rule_of(cx, effect) : nullptr;
  const auto link = cx.store.reader()->link(effect.link);
  const Member* member = link ? link->shadow.member(effect.key) : nullptr;
  const auto reading = rule && member && read->state == RecordState::live
                           ? std::optional(rule->binding->read(*read, cx.rt.now()))
                           : std::nullopt;
  const auto is_as_planned = [&](const Reading& now) {
    if (!effect.precondition.empty()) return now.version == effect.precondition;
    return now.hash == member->hash && now.version == member->version;
  };
  if (!reading || !*reading || !is_as_planned(**reading)) {
    overtaken(cx, effect, describe(error));
    return;
  }
  Error contradicted = error;
  contradicted.cls = ErrorClass::conflict;
  contradicted.message += "; a read shows the record as it was before";
  try_later(cx, effect, contradicted);
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
  if (probed.error && !is_config(probed.error)) {
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

void acknowledged(Context& cx, const Effect& effect, NativeRecord record, Instant at, std::optional<Link> link) {
  const bool is_there = record.state == RecordState::live;
  const bool lags = (effect.op == EffectOp::create && !is_there) || (effect.op == EffectOp::remove && is_there);
  Effect answered = effect;  // it may have waited for its turn since it was handed out
  if (!mutant("lag-from-licence")) answered.sent_at = std::max(effect.sent_at, at);
  if (!lags || cx.rt.now() >= settles_at(cx, answered) || mutant("fresh-gone-believed")) {
    confirm(cx, effect, std::move(record), at, std::move(link));
    return;
  }
  still_unknown(cx, effect,
                {ErrorClass::transient, "effect.not_shown", "the system says that it is done, and does not show it yet",
                 text_of(effect.key), "", std::nullopt});
}

void confirm(Context& cx, const Effect& effect, NativeRecord record, Instant acknowledged_at,
             std::optional<Link> link) {
  Seen seen;
  seen.link = std::move(link);
  seen.record = std::move(record);
  seen.source = EventSource::readback;
  seen.effect = effect;
  seen.confirms = true;
  seen.acknowledged_at = acknowledged_at;
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
  if (effect.op == EffectOp::remove || read->state != RecordState::live) {
    if (effect.op == EffectOp::remove && read->state == RecordState::live) {
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
      effect.op == EffectOp::create ? reject(cx, effect, error) : not_as_planned(cx, effect, error);
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
