#pragma once
// WriteTimes: when a system may be written: windows in which it is open, periods in which it is closed. Reads pass at
// any time; writes wait, durably.

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace syncline {

struct Window {
  std::string zone = "UTC";   ///< IANA name
  std::vector<int> weekdays;  ///< 1 = Monday … 7; empty = every day
  int from_minute = 0;        ///< of the local day, inclusive
  int to_minute = 24 * 60;    ///< exclusive; not beyond midnight (two windows say that)
};

/// Whole local days on which nothing is written, whatever the windows say: a month-end close, a stocktaking.
struct Closure {
  enum class Kind : std::uint8_t { first_days, last_days, first_working_days, last_working_days, dates };
  std::string zone = "UTC";
  Kind kind = Kind::dates;
  int count = 0;        ///< of the days of a month; working days are Monday to Friday
  Date from, to;        ///< of `dates`; both inclusive
  bool yearly = false;  ///< of `dates`: the years are not read; `to` may lie before `from`: in the next year
  std::string reason;   ///< for people
};
bool closes(const Closure&, const Date&);

struct WriteTimes {
  std::vector<Window> open;  ///< empty = always
  std::vector<Closure> closed;
};

bool is_open(const WriteTimes&, Instant);
/// The first instant from `now` on at which it is open, exact across changes of summer time. When it does not open
/// within two years: that far ahead.
Instant next_opening(const WriteTimes&, Instant now);
constexpr Duration farthest_opening = days(731);
/// The first instant from `now` on at which it is closed, or `limit`. Looks at each minute: for near limits.
Instant open_until(const WriteTimes&, Instant now, Instant limit);
/// In words: the reason of the period, or that no window is open. Empty when it is open.
std::string why_closed(const WriteTimes&, Instant);

}  // namespace syncline
