#pragma once
// retry: when to try again, and when to stop. Pure arithmetic: chance is given.

#include <cstdint>

#include "base/error.h"

namespace syncline {

struct RetryStep {
  bool give_up = false;
  Instant at;          ///< not before; meaningless when giving up
  bool counts = true;  ///< false: the vendor's rate stopped it, or its refusal of our sign-in: it is not charged
};

/// 1, 2, 4, 8 … s, capped at 15 min, each ± a quarter by `random`. `attempt` is 1 for the first failure.
Duration backoff(std::uint32_t attempt, std::uint64_t random);

/// Refusals of the data or of our rights give up at once; everything that may pass is tried `max_attempts` times.
/// A Retry-After is never undercut (an absurd one is cut to a day) and throttling never gives up.
RetryStep next_try(const Error&, std::uint32_t attempt, std::uint32_t max_attempts, Instant now, std::uint64_t random);

}  // namespace syncline
