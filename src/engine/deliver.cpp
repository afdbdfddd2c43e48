#include "engine/deliver.h"

#include <algorithm>
#include <array>

#include "base/mutant.h"
#include "decide/file_effect.h"
#include "engine/calls.h"
#include "engine/file_delivery.h"
#include "engine/leave_by.h"
#include "engine/outcomes.h"
#include "engine/prepare_write.h"
#include "engine/settle.h"

namespace syncline {
namespace {

/// A write that is ready to be sent.
struct Ready {
  Effect effect;
  WriteTarget target;
  WriteRequest request;
  Instant leave_by;
  std::optional<Link> link = {};  ///< as in Seen
};

bool is_read_back(const Ready& ready, const WriteOutcome& written) {
  return written.kind == WriteOutcome::Kind::applied && ready.effect.op != EffectOp::append && !written.stored;
}

/// As it is called from now on.
RecordKey written_key(const Ready& ready, const WriteOutcome& written) {
  RecordKey key = ready.effect.key;
  if (ready.effect.op == EffectOp::create) key.native = written.native;
  return key;
}

/// What an answer that came `at` means; `stored` is what was read of the record then, where that was needed.
void answered(Context& cx, Ready& ready, const WriteOutcome& written, Instant at,
              std::optional<Result<NativeRecord, Error>> stored) {
  Effect effect = ready.effect;
  switch (written.kind) {
    case WriteOutcome::Kind::applied: break;
    case WriteOutcome::Kind::unknown: unknown(cx, effect, *written.error); return;
    case WriteOutcome::Kind::not_sent: try_later(cx, effect, *written.error); return;
    case WriteOutcome::Kind::rejected: refused(cx, effect, *written.error); return;
  }
  if (effect.op == EffectOp::append) {
    applied(cx, effect);
    return;
  }
  effect.key = written_key(ready, written);
  if (!stored) stored = *written.stored;
  if (stored->ok()) {
    acknowledged(cx, effect, std::move(*stored).value(), at, std::move(ready.link));
  } else if (effect.op == EffectOp::create) {
    still_unknown(cx, effect, stored->error());  // its id is known
  } else if (effect.op == EffectOp::update) {
    applied_unread(cx, effect, stored->error());
  } else {
    unknown(cx, effect, stored->error());
  }
}

/// Of mutants: what is sent after the answer without another look.
WriteOutcome sent_once_more(const Ready& ready, SystemPort& port, WriteOutcome written, const CallContext& context) {
  if (!mutant("stale-write-refreshed") && !mutant("hops-coalesced")) return written;
  const bool stale = written.error && written.error->cls == ErrorClass::conflict;
  const bool moved = written.kind == WriteOutcome::Kind::applied && ready.effect.op == EffectOp::transition;
  WriteRequest request = ready.request;
  bool again = stale && mutant("stale-write-refreshed");
  for (const Hop& hop : ready.target.traits->hops) {
    if (!moved || again || hop.from != ready.request.hop.to || !mutant("hops-coalesced")) continue;
    request.hop = hop;
    again = ready.target.rule->advance == "done";
  }
  const auto now = again ? port.read(request.key, context) : Result<NativeRecord, Error>(NativeRecord{});
  if (!again || !now) return written;
  request.precondition = now->version;
  return port.write(request, context);
}

/// The call itself, and what its answer means.
void take(Context& cx, Ready& ready) {
  const Effect& effect = ready.effect;
  SystemPort& port = *ready.target.port;
  const auto context = [&] { return call_context(cx, effect.key.system, Priority::event, effect.trace); };
  cx.rt.point("deliver.before_write");
  CallContext sending = context();
  sending.leave_by = ready.leave_by;
  const WriteOutcome written = sent_once_more(ready, port, port.write(ready.request, sending), sending);
  const Instant at = cx.rt.now();
  if (mutant("sent-before-licence")) commit(cx, [&](Tx& tx) { return tx.sending(effect.id, cx.epoch).ok(); });
  cx.rt.point("deliver.answered");
  std::optional<Result<NativeRecord, Error>> stored;
  if (is_read_back(ready, written)) {
    cx.rt.point("deliver.written");
    stored = port.read(written_key(ready, written), context());
  }
  answered(cx, ready, written, at, std::move(stored));
}

Error deadly(const Effect& effect) {
  return {ErrorClass::unknown,
          "effect.deadly",
          std::to_string(effect.deaths) + " processes ended while they were at it",
          text_of(effect.key),
          "look what they ended of, and whether the record is as it should be",
          std::nullopt};
}

/// Put under a key of ours, where nobody can look for it.
bool is_put_unseen(const ObjectTraits& traits) {
  return traits.idempotency == Idempotency::upsert && !traits.can_probe;
}

/// A create whose key the vendor remembers, or that nobody can look for, is settled by sending it again. It is what it
/// was and stays unknown meanwhile: a newer state of the record follows as an update, and the record that shows up
/// there is waited for.
bool is_sent_again(const Effect& effect, const ObjectTraits& traits) {
  return effect.op == EffectOp::create && effect.key.native.empty() &&
         (traits.idempotency == Idempotency::key || is_put_unseen(traits));
}

bool covers(const Stop& stop, const Effect& effect, const std::string& entity) {
  if (stop.link) return stop.link == effect.link;
  if (!stop.entity.empty()) return stop.entity == entity;
  return stop.system.empty() || stop.system == effect.key.system;
}

/// Why this may not be sent again now; of what is planned, store and dispatcher see to it. Empty: it may.
std::string why_not_now(Context& cx, const Effect& effect) {
  const auto reader = cx.store.reader();
  const auto link = reader->link(effect.link);
  for (const Stop& stop : reader->stops()) {
    if (covers(stop, effect, link ? link->entity : "")) return text_of(stop);
  }
  const Instant now = cx.rt.now();
  for (const WriteTimes* times : {&cx.setup.systems.at(effect.key.system).times,
                                  &cx.setup.rules_of(effect.key.system, effect.key.object).times}) {
    if (!is_open(*times, now)) return why_closed(*times, now);
  }
  return "";
}

/// Of an unknown create that is settled by sending it again. False: not now; that is noted.
bool may_be_sent_again(Context& cx, const Effect& effect, const ObjectTraits& traits) {
  const Instant settled = settles_at(cx, effect);
  if (is_put_unseen(traits) && cx.rt.now() < settled) {  // put over a late one, it would overwrite an edit of that
    still_unknown(cx, effect,
                  {ErrorClass::transient, "effect.unsettled", "the call may still be running", text_of(effect.key), "",
                   settled - cx.rt.now()});
    return false;
  }
  if (const std::string why = why_not_now(cx, effect); !why.empty()) {
    still_unknown(cx, effect,
                  {ErrorClass::transient, "effect.unsettled", "it is sent again later: " + why, text_of(effect.key), "",
                   std::nullopt});
    return false;
  }
  return true;
}

/// What holds for each effect by itself before a call. Nothing: it is dealt with.
std::optional<Ready> ready_to_send(Context& cx, const Effect& effect) {
  const auto target = target_of(cx, effect);
  if (!target) {
    reject(cx, effect,
           {ErrorClass::config, "effect.target", "its system or object is no longer synced", text_of(effect.key),
            "add it to the project again, or leave it", std::nullopt});
    return std::nullopt;
  }
  if (effect.state == EffectState::unknown && effect.deaths >= cx.setup.max_deaths) {
    unsettled(cx, effect, deadly(effect));
    return std::nullopt;
  }
  if (effect.state == EffectState::unknown && !is_sent_again(effect, *target->traits)) {
    settle_unknown(cx, *target->port, *target->rule, *target->traits, effect);
    return std::nullopt;
  }
  if (effect.state == EffectState::unknown && !may_be_sent_again(cx, effect, *target->traits)) return std::nullopt;
  // Refused when it was planned; here in case that the rule came later.
  if (const std::string rule = cx.setup.forbids(effect); !rule.empty()) {
    reject(cx, effect, forbidden(effect, rule));
    return std::nullopt;
  }
  if (file_of(effect)) {
    deliver_file(cx, *target->port, effect);
    return std::nullopt;
  }
  auto request = prepare_write(cx, *target, effect);
  if (!request) return std::nullopt;
  const Instant by = leave_by(cx, effect);
  if (came_too_late(cx, effect, by)) return std::nullopt;
  Ready ready{effect, *target, std::move(*request), std::min(by, fresh_until(cx, *target->traits, effect))};
  if (effect.state == EffectState::unknown) {
    if (!commit(cx, [&](Tx& tx) { return tx.sending_again(effect.id, cx.epoch).ok(); })) return std::nullopt;
    ready.effect.sent_at = cx.rt.now();
  }
  return ready;
}

/// `sending` is committed for all of them before the first byte of the call leaves.
std::vector<Effect> licences(Context& cx, std::span<const EffectId> ids) {
  const bool none = mutant("sent-before-licence");
  const auto licensed = none ? ids.first(0) : mutant("together-unlicensed") ? ids.first(1) : ids;
  auto all = commit(cx, [&](Tx& tx) {
    std::vector<Effect> out;
    for (const EffectId id : licensed) {
      if (auto licence = tx.sending(id, cx.epoch)) out.push_back(std::move(licence).value());
    }  // else replaced, ended or taken meanwhile
    return out;
  });
  for (const EffectId id : ids.subspan(licensed.size())) all.push_back(*cx.store.reader()->effect(id));
  return all;
}

/// The call was refused as a whole, so nothing was done: each hears by itself what is wrong with it.
void each_alone(Context& cx, std::span<Ready> all, const Error& why) {
  Plan plan;
  for (const Ready& each : all) {
    EffectOutcome outcome =
        outcome_of(each.effect, EffectState::planned, "refused together with others, now alone: " + describe(why));
    outcome.attempt = false;
    plan.outcomes.push_back(std::move(outcome));
  }
  if (!commit(cx, [&](Tx& tx) { return tx.commit(plan).ok(); })) return;  // another process has taken over
  for (const Ready& each : all) deliver(cx, std::array{each.effect.id});
}

void take_together(Context& cx, std::span<Ready> all) {
  const Effect& first = all.front().effect;
  SystemPort& port = *all.front().target.port;
  const auto context = [&] { return call_context(cx, first.key.system, Priority::event, first.trace); };
  std::vector<WriteRequest> requests;
  for (const Ready& each : all) requests.push_back(each.request);
  cx.rt.point("deliver.before_write");
  CallContext sending = context();
  for (const Ready& each : all) sending.leave_by = std::min(sending.leave_by, each.leave_by);
  auto written = port.write_together(requests, sending);
  const Instant at = cx.rt.now();
  cx.rt.point("deliver.answered");
  if (!written) {
    each_alone(cx, all, written.error());
    return;
  }
  if (mutant("together-one-for-all")) written->assign(all.size(), WriteOutcome(written->front()));
  for (WriteOutcome& each : *written) {
    const bool lost = each.kind == WriteOutcome::Kind::unknown;
    if (lost && mutant("together-retried")) each.kind = WriteOutcome::Kind::not_sent;
  }
  std::vector<RecordKey> keys;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (is_read_back(all[i], (*written)[i])) keys.push_back(written_key(all[i], (*written)[i]));
  }
  if (!keys.empty()) cx.rt.point("deliver.written");
  const auto read = keys.empty() ? std::vector<Result<NativeRecord, Error>>{} : port.read_together(keys, context());
  for (std::size_t i = 0, next = 0; i < all.size(); ++i) {
    const WriteOutcome& outcome = (*written)[i];
    std::optional<Result<NativeRecord, Error>> stored;
    if (is_read_back(all[i], outcome)) stored = read[next++];
    answered(cx, all[i], outcome, at, std::move(stored));
  }
}

}  // namespace

std::string stamped_key(const EngineSetup& setup, const Effect& effect) {
  const bool create = effect.op == EffectOp::create;
  if (create && mutant("create-unstamped")) return "";
  const std::string attempt = create && mutant("key-per-attempt") ? std::to_string(effect.attempt) : "";
  return to_hex(xxh3(setup.installation + "/" + effect.business_key + attempt));
}

void deliver(Context& cx, std::span<const EffectId> ids) {
  const std::vector<Effect> licensed = licences(cx, ids);
  if (licensed.empty()) return;
  cx.rt.point("deliver.sending");
  std::vector<Ready> ready;
  for (const Effect& effect : licensed) {
    if (auto one = ready_to_send(cx, effect)) ready.push_back(std::move(*one));
  }
  if (ready.size() == 1) {
    take(cx, ready.front());
  } else if (!ready.empty()) {
    take_together(cx, ready);
  }
}

void deliver(Context& cx, LicensedWrite&& write) {
  cx.rt.point("deliver.sending");
  auto ready = ready_to_send(cx, write.effect);
  if (!ready) return;
  ready->link = std::move(write.link);
  take(cx, *ready);
}

}  // namespace syncline
