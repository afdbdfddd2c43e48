#include "decide/window.h"

#include <algorithm>

namespace syncline {
namespace {

bool holds(const Window& window, const LocalTime& local) {
  if (!window.weekdays.empty() && std::ranges::find(window.weekdays, local.weekday) == window.weekdays.end())
    return false;
  const int minute = local.hour * 60 + local.minute;
  return minute >= window.from_minute && minute < window.to_minute;
}

bool is_open(const Window& window, Instant at) {
  const auto local = local_time(at, window.zone);
  return local && holds(window, *local);
}

}  // namespace

bool is_open(const std::vector<Window>& windows, Instant at) {
  return windows.empty() || std::ranges::any_of(windows, [&](const Window& w) { return is_open(w, at); });
}

Instant next_opening(const std::vector<Window>& windows, Instant now) {
  if (is_open(windows, now)) return now;
  // Windows are whole minutes of local time and every zone's offset is too: stepping by minutes meets each opening,
  // across changes of summer time as well.
  const Instant first{(now.us / minutes(1).us + 1) * minutes(1).us};
  for (Instant at = first; at < now + days(8); at = at + minutes(1)) {
    if (is_open(windows, at)) return at;
  }
  return now + days(8);
}

}  // namespace syncline
