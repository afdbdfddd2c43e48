#pragma once
// CallTurns: when a call of a system may leave: at most so many at once, within its rate, and not before the vendor
// wants to be called again. The more urgent go first.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connect/call_slots.h"
#include "decide/rate.h"

namespace syncline {

/// Why a call did not get its turn in time.
struct NoTurn {
  std::optional<Duration> retry_after;  ///< until the rate leaves room; none: all slots were taken
};

class CallTurns {
 public:
  /// `narrower`: what such paths may have of their own, beside the rate of all calls; by wildcards.
  CallTurns(Runtime&, int slots, RateRule, const std::vector<std::pair<std::string, RateRule>>& narrower = {});

  /// Waits for it. Whoever got it calls leave() when the call has ended.
  Result<void, NoTurn> enter(Priority, Instant until, std::string_view path = {});
  void leave() { slots_.leave(); }

  void learn(const RateNotice&);
  void throttled(std::optional<Duration> retry_after);

 private:
  Runtime& rt_;
  CallSlots slots_;
  LeafMutex mutex_;
  Rate rate_;
  std::vector<std::pair<std::string, Rate>> narrower_;
};

}  // namespace syncline
