#include "tests/sim/call_log.h"

#include <algorithm>
#include <utility>

namespace syncline::sim {

void CallLog::begins(std::uint64_t caller, Instant now, std::int64_t per_minute) {
  Seen& seen = seen_[caller];
  if (now < seen.not_before)
    breaches_.push_back("called at " + to_iso(now) + ", was asked to wait until " + to_iso(seen.not_before));
  if (per_minute == 0) return;
  while (!seen.lately.empty() && seen.lately.front() <= now - minutes(1)) seen.lately.pop_front();
  seen.lately.push_back(now);
  if (std::cmp_greater(seen.lately.size(), 2 * per_minute))
    breaches_.push_back("called " + std::to_string(seen.lately.size()) + " times in the minute before " + to_iso(now) +
                        ", where " + std::to_string(per_minute) + " and as many at once are allowed");
}

Duration CallLog::pause_between(Instant from, Instant to) const {
  const bool any = std::ranges::any_of(told_, [&](Instant at) { return at >= from - minutes(1) && at <= to; });
  return any ? seconds(10) : Duration{0};  // so long may it wait and write without another look
}

void CallLog::told(std::uint64_t caller, Instant now, Instant not_before) {
  ++waits_;
  told_.push_back(now);
  seen_[caller].not_before = std::max(seen_[caller].not_before, not_before);
}

}  // namespace syncline::sim
