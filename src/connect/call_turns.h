#pragma once
// CallTurns: when a call of a system may leave: at most so many at once, within its rate, and not before the vendor
// wants to be called again. The more urgent go first.

#include <optional>
#include <string>
#include <string_view>

#include "connect/call_budget.h"
#include "connect/call_slots.h"

namespace syncline {

/// Why a call did not get its turn in time.
struct NoTurn {
  std::optional<Duration> retry_after;  ///< until the rate leaves room; none: all slots were taken
};

class CallTurns {
 public:
  CallTurns(Runtime&, int slots, const CallRates&, std::shared_ptr<PortMemory> memory = nullptr);

  /// Waits for it. Whoever got it calls leave() when the call has ended.
  Result<void, NoTurn> enter(Priority, Instant until, std::string_view path = {});
  void leave() { slots_.leave(); }

  void learn(const RateNotice&);
  void throttled(std::optional<Duration> retry_after);
  void pause(const std::string& path, Duration length) { budget_.pause(path, rt_.now() + length); }
  /// The system answered something else than that.
  void granted() { budget_.granted(); }

 private:
  Runtime& rt_;
  CallSlots slots_;
  CallBudget budget_;
};

}  // namespace syncline
