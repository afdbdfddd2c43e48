#pragma once
// Breaker: stops calling a system that does not answer. Pure: time is given. One caller at a time.

#include <cstdint>
#include <string_view>

#include "base/time.h"

namespace syncline {

struct BreakerRule {
  std::uint32_t failures = 5;  ///< in a row, until it opens
  Duration first_pause = seconds(5);
  Duration longest_pause = minutes(5);
};

class Breaker {
 public:
  enum class State : std::uint8_t {
    closed,
    open,       ///< nothing is sent
    half_open,  ///< the pause is over: the next outcome closes it, or opens it for twice as long
  };

  explicit Breaker(BreakerRule rule = {}) : rule_(rule) {}

  State state(Instant now) const;
  /// The instant from which a call may be made; `now` unless open.
  Instant ready_at(Instant now) const;
  void succeeded();
  /// A transport failure: the system did not answer as itself. Failures of calls sent before it opened do not prolong
  /// it.
  void failed(Instant now);

 private:
  BreakerRule rule_;
  std::uint32_t in_a_row_ = 0;
  Duration pause_;  ///< zero: closed
  Instant open_until_;
};

std::string_view name_of(Breaker::State);

}  // namespace syncline
