#include "connect/call_turns.h"

#include <algorithm>
#include <mutex>

#include "connect/wildcard.h"

namespace syncline {

CallTurns::CallTurns(Runtime& rt, int slots, RateRule rule,
                     const std::vector<std::pair<std::string, RateRule>>& narrower)
    : rt_(rt), slots_(rt, std::max(1, slots)), rate_(rule, rt.now()) {
  for (const auto& [paths, each] : narrower) narrower_.emplace_back(paths, Rate(each, rt.now()));
}

/// A call that waits for the rate holds no slot: a more urgent one may go first.
Result<void, NoTurn> CallTurns::enter(Priority priority, Instant until, std::string_view path) {
  const auto own =
      std::ranges::find_if(narrower_, [&](const auto& each) { return matches_wildcard(path, each.first); });
  Rate* narrower = own == narrower_.end() ? nullptr : &own->second;
  for (;;) {
    if (!slots_.enter(priority, until)) return fail(NoTurn{});
    const Instant now = rt_.now();
    Instant ready;
    if (now > until) {
      slots_.leave();
      return fail(NoTurn{});
    }
    {
      const std::lock_guard lock(mutex_);
      ready = rate_.ready_at(priority, now);
      if (narrower) ready = std::max(ready, narrower->ready_at(priority, now));
      if (ready <= now) {
        rate_.take(priority, now);
        if (narrower) narrower->take(priority, now);
        return {};
      }
      ready = std::max(ready, now + milliseconds(1));
    }
    slots_.leave();
    if (ready > until) return fail(NoTurn{ready - now});
    rt_.sleep_until(ready);
  }
}

void CallTurns::learn(const RateNotice& notice) {
  const Instant now = rt_.now();
  const std::lock_guard lock(mutex_);
  rate_.learn(notice, now);
}

void CallTurns::throttled(std::optional<Duration> retry_after) {
  const Instant now = rt_.now();
  const std::lock_guard lock(mutex_);
  rate_.throttled(now, retry_after);
}

}  // namespace syncline
