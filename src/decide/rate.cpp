#include "decide/rate.h"

#include <algorithm>

#include "base/mutant.h"

namespace syncline {
namespace {

constexpr std::int64_t most_per_window = 1'000'000'000;  // "unlimited" is often said by the largest number there is
constexpr Duration longest_guess = minutes(15);          // of a wait that nobody named

}  // namespace

Rate::Rate(RateRule rule, Instant now) : rule_(rule), filled_at_(now) {
  rule_.limit = std::max<std::int64_t>(rule_.limit, 1);
  rule_.burst = std::max<std::int64_t>(rule_.burst, 1);
  rule_.per = std::max(rule_.per, microseconds(1));
  level_ = capacity();
}

std::int64_t Rate::level_at(Instant now) const {
  // Beyond the time that fills an empty bucket nothing is gained; the bound keeps the product small.
  const std::int64_t enough = capacity() / rule_.limit + 1;
  const std::int64_t elapsed = std::clamp<std::int64_t>(now.us - filled_at_.us, 0, enough);
  return std::min(level_ + elapsed * rule_.limit, capacity());
}

void Rate::refill(Instant now) {
  level_ = level_at(now);
  filled_at_ = std::max(filled_at_, now);
}

std::int64_t Rate::floor_of(Priority priority) const {
  if (priority == Priority::interactive) return 0;
  return std::min(capacity() / 10, capacity() - rule_.per.us);
}

std::int64_t Rate::most_of(Priority priority) const {
  return priority == Priority::interactive ? rule_.limit : rule_.limit - rule_.limit / 10;
}

Instant Rate::ready_at(Priority priority, Instant now) const {
  const std::int64_t missing = floor_of(priority) + rule_.per.us - level_at(now);
  const Instant filled = missing <= 0 ? now : Instant{now.us + (missing + rule_.limit - 1) / rule_.limit};
  return std::max({filled, blocked_until_, window_.ready_at(now, most_of(priority), rule_.per)});
}

bool Rate::take(Priority priority, Instant now) {
  if (ready_at(priority, now) > now) return false;
  refill(now);
  level_ -= rule_.per.us;
  window_.count(now, 1, rule_.per);
  return true;
}

void Rate::learn(const RateNotice& notice, Instant now) {
  refill(now);
  if (notice.limit && notice.window && *notice.limit > 0 && notice.window->us > 0) {
    const std::int64_t tokens = level_ / rule_.per.us;
    const std::int64_t limit = std::min(*notice.limit, most_per_window);
    rule_ = {limit, *notice.window, std::min(rule_.burst, limit)};
    level_ = std::min(tokens * rule_.per.us, capacity());
  }
  if (!notice.remaining) return;
  level_ = std::min(level_, std::clamp<std::int64_t>(*notice.remaining, 0, rule_.burst) * rule_.per.us);
  if (*notice.remaining <= 0 && notice.resets_in) throttled(now, notice.resets_in);
}

void Rate::throttled(Instant now, std::optional<Duration> retry_after) {
  if (mutant("retry-after-ignored")) return;
  refill(now);
  level_ = 0;
  // Calls that were under way when the first of them was refused say nothing new.
  if (now >= blocked_until_ || refusals_ == 0) ++refusals_;
  const Duration guess = std::min(seconds(std::int64_t{1} << std::clamp(refusals_ - 1, 0u, 20u)), longest_guess);
  // Who refuses and says "at once", or names a moment that has passed, is not asked at once.
  const Duration wait = std::min(std::max(retry_after.value_or(guess), guess), days(1));
  blocked_until_ = std::max(blocked_until_, now + wait);
}

}  // namespace syncline
