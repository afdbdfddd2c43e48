#include "decide/retry.h"

#include <algorithm>

namespace syncline {
namespace {

constexpr Duration longest = minutes(15);
constexpr Duration longest_wish = days(1);

bool can_pass(ErrorClass cls) {
  switch (cls) {
    case ErrorClass::transient:
    case ErrorClass::throttled:
    case ErrorClass::auth:
    case ErrorClass::conflict:
    case ErrorClass::unknown: return true;
    case ErrorClass::permission:
    case ErrorClass::validation:
    case ErrorClass::duplicate:
    case ErrorClass::not_found:
    case ErrorClass::gone:
    case ErrorClass::closed_period:
    case ErrorClass::config: return false;
  }
  return false;
}

Duration spread(Duration wait, std::uint64_t random) {
  return {static_cast<std::int64_t>(random % static_cast<std::uint64_t>(wait.us / 8 + 1))};
}

}  // namespace

Duration backoff(std::uint32_t attempt, std::uint64_t random) {
  const std::uint32_t doublings = std::min(attempt > 0 ? attempt - 1 : 0, 10u);
  const Duration base = std::min(seconds(std::int64_t{1} << doublings), longest);
  const auto width = static_cast<std::uint64_t>(base.us / 2 + 1);
  const Duration wait{base.us - base.us / 4 + static_cast<std::int64_t>(random % width)};
  return std::min(wait, longest);
}

RetryStep next_try(const Error& error, std::uint32_t attempt, std::uint32_t max_attempts, Instant now,
                   std::uint64_t random) {
  RetryStep step;
  const bool is_locked_out = error.cls == ErrorClass::auth && error.retry_after;
  step.counts = error.cls != ErrorClass::throttled && !is_locked_out;
  step.give_up = !can_pass(error.cls) || (step.counts && attempt >= max_attempts);
  if (error.retry_after) {
    const Duration least = error.cls == ErrorClass::throttled ? seconds(1) : Duration{0};
    const Duration wish = std::clamp(*error.retry_after, least, longest_wish);
    step.at = now + wish + spread(wish, random);  // spread: else everything that waited comes back in one instant
  } else {
    step.at = now + backoff(attempt, random);
  }
  return step;
}

}  // namespace syncline
