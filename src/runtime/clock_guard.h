#pragma once
// ClockGuard: UTC that never goes back. Pure: it is given the readings of both clocks.

#include <algorithm>
#include <cstdint>

#include "base/time.h"

namespace syncline {

/// A wall clock that jumps forward is followed at once. One that jumps back is met by running at nine tenths of the
/// true speed until it has caught up, so that timers go on and no two readings are in the wrong order.
class ClockGuard {
 public:
  /// `steady_ns` never goes back.
  Instant read(std::int64_t wall_ns, std::int64_t steady_ns) {
    const std::int64_t elapsed = started_ ? steady_ns - steady_ns_ : 0;
    const std::int64_t slowed = now_ns_ + elapsed - (elapsed + 9) / 10;
    now_ns_ = started_ ? std::max(wall_ns, slowed) : wall_ns;
    steady_ns_ = steady_ns;
    started_ = true;
    return Instant{now_ns_ / 1000};
  }

 private:
  bool started_ = false;
  std::int64_t now_ns_ = 0;
  std::int64_t steady_ns_ = 0;
};

}  // namespace syncline
