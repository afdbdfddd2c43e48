#pragma once
// Rate: a token bucket that learns its limits from the vendor's answers. Pure: time is given. One caller at a time.
//
// The bucket spreads calls; by itself it lets twice the limit through after a pause, when it is full and refills. So
// the calls of the last window are counted, too: no span of its length has more of them than the limit, wherever it
// begins.

#include <cstdint>
#include <optional>

#include "base/time.h"
#include "decide/call_window.h"
#include "model/event.h"

namespace syncline {

struct RateRule {
  std::int64_t limit = 10;  ///< calls …
  Duration per = seconds(1);
  std::int64_t burst = 10;  ///< at most this many at once
};

/// What an answer said about its limit, from RateLimit or X-RateLimit headers. Absent numbers were not said.
struct RateNotice {
  std::optional<std::int64_t> limit;  ///< calls per window
  std::optional<Duration> window;
  std::optional<std::int64_t> remaining;  ///< until the window is reset
  std::optional<Duration> resets_in;
};

/// A tenth of the bucket, and of the window, is kept for interactive calls.
class Rate {
 public:
  Rate(RateRule rule, Instant now);

  /// The instant at which a call of this priority may be made; `now` when at once.
  Instant ready_at(Priority, Instant now) const;
  /// Takes a token; false when none may be taken now.
  bool take(Priority, Instant now);

  /// The vendor's numbers are believed where they are stricter than what we know of the moment; a new limit per window
  /// replaces ours.
  void learn(const RateNotice&, Instant now);
  /// The vendor refused by rate: nothing is taken before then. When it refuses again and again without saying how long,
  /// or too little, each pause is at least twice the one before, up to a quarter of an hour: a day's may be used up.
  void throttled(Instant now, std::optional<Duration> retry_after);
  /// The vendor answered something else than such a refusal.
  void granted() { refusals_ = 0; }

  /// So many calls count as made just now: by somebody else, perhaps.
  void count(std::int64_t calls, Instant now) { window_.count(now, calls, rule_.per); }
  const CallWindow& window() const { return window_; }
  Instant blocked_until() const { return blocked_until_; }
  void block(Instant until) { blocked_until_ = std::max(blocked_until_, until); }

  const RateRule& rule() const { return rule_; }

 private:
  void refill(Instant now);
  std::int64_t level_at(Instant now) const;
  std::int64_t capacity() const { return rule_.burst * rule_.per.us; }
  std::int64_t floor_of(Priority) const;
  std::int64_t most_of(Priority) const;

  RateRule rule_;
  std::int64_t level_ = 0;  ///< in tokens times the window's microseconds, so that every microsecond adds whole units
  Instant filled_at_;
  Instant blocked_until_;
  std::uint32_t refusals_ = 0;  ///< in a row
  CallWindow window_;
};

}  // namespace syncline
