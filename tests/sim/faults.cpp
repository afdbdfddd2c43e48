#include "tests/sim/faults.h"

#include "tests/sim/only.h"

namespace syncline::sim {

Error refusal(ErrorClass cls, std::string code, std::string message) {
  return {cls, std::move(code), std::move(message), "", "", std::nullopt};
}

Temper draw_temper(Prng& plan) {
  Temper temper;
  const std::vector<Duration> resolutions{microseconds(1), microseconds(1), seconds(1), minutes(1)};
  temper.stamp_resolution = plan.pick(resolutions);
  temper.checks_version = plan.chance(2, 3);
  if (plan.chance(1, 3)) temper.read_lag = seconds(static_cast<std::int64_t>(1 + plan.below(20)));
  if (plan.chance(1, 2)) temper.max_execution = seconds(static_cast<std::int64_t>(5 + plan.below(60)));
  const auto rate = [&](std::uint64_t most) {
    return plan.chance(1, 2) ? static_cast<std::uint32_t>(plan.below(most)) : 0u;
  };
  temper.lose_answer = rate(150);
  temper.late_commit = rate(150);
  temper.refuse_connection = rate(100);
  temper.throttle = rate(80);
  temper.fail = rate(100);
  temper.stale_read = rate(300);
  return temper;
}

namespace {

/// Without those of its ways that do not happen.
Temper calmed(const std::string& system, Temper temper) {
  const bool lags = temper.read_lag.us > 0, coarse = temper.stamp_resolution > microseconds(1);
  if (lags && !happens("read lag in " + system)) temper.read_lag = {};
  if (coarse && !happens("coarse stamps in " + system)) temper.stamp_resolution = microseconds(1);
  if (!temper.checks_version && !happens("no version check in " + system)) temper.checks_version = true;
  if (temper.together > 1 && !happens("calls for many in " + system)) temper.together = 0;
  return temper;
}

}  // namespace

Faults::Faults(std::string system, SimScheduler& scheduler, std::uint64_t seed, Temper drawn)
    : world(scheduler), temper(calmed(system, drawn)), system_(std::move(system)), random_(seed) {}

bool Faults::fires(const char* site, std::uint32_t per_thousand) {
  const bool fired_now = random_.chance(per_thousand, 1000) && happens(std::string(site) + " in " + system_);
  if (fired_now) {
    ++fired[site];
    world.note(system_ + " fault: " + site);
  }
  return fired_now;
}

std::optional<Error> Faults::begin(SimProcess& process, const char* call) {
  process.service(call, milliseconds(1 + static_cast<std::int64_t>(random_.below(40))));
  if (fires("connection refused", temper.refuse_connection))
    return refusal(ErrorClass::transient, "refused", "connection refused");
  if (fires("throttled", temper.throttle)) {
    Error error = refusal(ErrorClass::throttled, "429", "too many requests");
    error.retry_after = seconds(static_cast<std::int64_t>(1 + random_.below(5)));
    return error;
  }
  if (fires("server error", temper.fail)) return refusal(ErrorClass::transient, "500", "internal error");
  return std::nullopt;
}

Instant Faults::seen_at(Through way) {
  const Duration own = way == Through::get ? temper.quirks.get_lag : temper.quirks.search_lag;
  const Duration lag = own.us > 0 ? own : temper.read_lag;
  if (lag.us == 0 || !fires("stale read", temper.stale_read)) return world.now();
  if (own.us > 0) ++fired[way == Through::get ? "stale get" : "stale search"];
  return world.now() - Duration{static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(lag.us)))};
}

WriteOutcome Faults::lost(SimProcess& process) {
  process.service("answer.lost", seconds(30));
  WriteOutcome outcome;
  outcome.kind = WriteOutcome::Kind::unknown;
  outcome.error = refusal(ErrorClass::unknown, "timeout", "no answer");
  return outcome;
}

void Faults::later(std::function<void()> commit) {
  const Instant when =
      world.now() +
      Duration{static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(temper.max_execution.us)))};
  late_.push_back(world.world().spawn("late commit", [this, commit = std::move(commit), when] {
    world.world().sleep_until(when);
    commit();
  }));
}

Instant Faults::stamp_now() const {
  const std::int64_t unit = temper.stamp_resolution.us;
  return Instant{temper.quirks.on_its_clock(world.now()).us / unit * unit};
}

}  // namespace syncline::sim
