#pragma once
// CallWindow: how many calls were made in the span of a vendor's limit, wherever that span begins. Pure: time is given.

#include <cstdint>
#include <deque>

#include "base/time.h"

namespace syncline {

class CallWindow {
 public:
  /// The instant from which one more call makes no more than `most` in any span of `per`.
  Instant ready_at(Instant now, std::int64_t most, Duration per) const;
  /// Calls made at that time, the latest so far.
  void count(Instant at, std::int64_t calls, Duration per);

  /// Calls that were made near one moment, at that moment at the latest.
  struct Slice {
    Instant first, last;
    std::int64_t calls = 0;
  };
  const std::deque<Slice>& slices() const { return slices_; }

 private:
  std::deque<Slice> slices_;  // ascending; what is older than the latest span was dropped
};

}  // namespace syncline
