#include "connect/call_turns.h"

#include <algorithm>
#include <utility>

namespace syncline {

CallTurns::CallTurns(Runtime& rt, int slots, const CallRates& rates, std::shared_ptr<PortMemory> memory)
    : rt_(rt), slots_(rt, std::max(1, slots)), budget_(rt, rates, std::move(memory)) {}

/// A call that waits for the rate holds no slot: a more urgent one may go first.
Result<void, NoTurn> CallTurns::enter(Priority priority, Instant until, std::string_view path) {
  for (;;) {
    if (!slots_.enter(priority, until)) return fail(NoTurn{});
    budget_.prepare(until);
    const Instant now = rt_.now();
    if (now > until) {
      slots_.leave();
      return fail(NoTurn{});
    }
    Instant ready = budget_.take(path, priority, now);
    if (ready <= now) return {};
    ready = std::max(ready, now + milliseconds(1));
    slots_.leave();
    if (ready > until) return fail(NoTurn{ready - now});
    rt_.sleep_until(ready);
  }
}

void CallTurns::learn(const RateNotice& notice) { budget_.learn(notice, rt_.now()); }

void CallTurns::throttled(std::optional<Duration> retry_after) { budget_.throttled(rt_.now(), retry_after); }

}  // namespace syncline
