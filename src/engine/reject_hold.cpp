#include "engine/reject_hold.h"

#include "base/mutant.h"
#include "decide/reject.h"

namespace syncline {
namespace {

constexpr std::size_t at_a_time = 100;

Plan plan_of(const Effect& effect, const std::optional<Link>& link, const std::string& resolution, Instant at) {
  Plan plan;
  if (link && !mutant("rejection-forgotten")) {
    plan.link = link->id;
    plan.expected = link->version;
    plan.shadow = parked(link->shadow, effect, resolution, at);
  }
  EffectOutcome outcome;
  outcome.id = effect.id;
  outcome.state = EffectState::superseded;
  outcome.reason = resolution;
  plan.outcomes.push_back(std::move(outcome));
  return plan;
}

}  // namespace

Result<std::uint64_t, Error> reject_hold(Store& store, HoldId id, const std::string& resolution) {
  std::uint64_t rejected = 0;
  Instant at;
  const auto begun = store.write([&](Tx& tx) {
    at = tx.now();
    return tx.reject(id, resolution).ok();
  });
  if (!begun) return fail(begun.error());
  if (!*begun) {
    return fail(Error{ErrorClass::conflict, "hold.closed", "hold " + std::to_string(id.n) + " is not open", "", "",
                      std::nullopt});
  }
  for (;;) {
    const auto reader = store.reader();
    const auto effects = reader->held(id, {}, at_a_time);
    if (effects.empty()) return rejected;
    for (const Effect& effect : effects) {
      // Stale: its link moved meanwhile; it is among the next ones, as it stands then.
      const Plan plan = plan_of(effect, store.reader()->link(effect.link), resolution, at);
      const auto done = store.write([&](Tx& tx) { return tx.commit(plan).ok(); });
      if (!done) return fail(done.error());
      if (*done) ++rejected;
    }
  }
}

}  // namespace syncline
