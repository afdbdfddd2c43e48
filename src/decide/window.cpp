#include "decide/window.h"

#include <algorithm>
#include <chrono>
#include <set>

namespace syncline {
namespace {

using Days = std::chrono::sys_days;

Days days_of(const Date& date) {
  return std::chrono::year(date.year) / std::chrono::month(date.month) / std::chrono::day(date.day);
}

Date date_of(Days day) {
  const std::chrono::year_month_day parts(day);
  return {static_cast<int>(parts.year()), static_cast<unsigned>(parts.month()), static_cast<unsigned>(parts.day())};
}

bool is_working_day(Days day) { return std::chrono::weekday(day).iso_encoding() <= 5; }

Days first_of_month(const Date& date) { return days_of({date.year, date.month, 1}); }
Days last_of_month(const Date& date) {
  return std::chrono::year(date.year) / std::chrono::month(date.month) / std::chrono::last;
}

/// How many days (working days) from one to the other, both inclusive.
int days_between(Days from, Days to, bool working) {
  int count = 0;
  for (Days day = from; day <= to; day += std::chrono::days(1)) count += !working || is_working_day(day) ? 1 : 0;
  return count;
}

bool is_within(const Closure& closure, const Date& date) {
  if (!closure.yearly) return closure.from <= date && date <= closure.to;
  const Date day{0, date.month, date.day}, from{0, closure.from.month, closure.from.day},
      to{0, closure.to.month, closure.to.day};
  return from <= to ? from <= day && day <= to : from <= day || day <= to;
}

bool is_open(const Window& window, Instant at) {
  const auto local = local_time(at, window.zone);
  if (!local) return false;
  if (!window.weekdays.empty() && std::ranges::find(window.weekdays, local->weekday) == window.weekdays.end())
    return false;
  const int minute = local->hour * 60 + local->minute;
  return minute >= window.from_minute && minute < window.to_minute;
}

const Closure* closure_at(const WriteTimes& times, Instant at) {
  for (const Closure& closure : times.closed) {
    const auto local = local_time(at, closure.zone);
    if (local && closes(closure, local->date)) return &closure;
  }
  return nullptr;
}

/// Local clock minus UTC.
Duration offset_of(Instant at, const std::string& zone) {
  const LocalTime local = *local_time(at, zone);
  const auto day = days_of(local.date).time_since_epoch().count();
  const Duration shown = days(day) + hours(local.hour) + minutes(local.minute) + seconds(local.second);
  const std::int64_t second = at.us >= 0 ? at.us / 1'000'000 : (at.us - 999'999) / 1'000'000;
  return shown - seconds(second);
}

/// The moment at which the clocks of the zone are changed between the two; none: they are not.
std::optional<Instant> change_between(Instant from, Instant to, const std::string& zone) {
  const Duration before = offset_of(from, zone);
  if (offset_of(to, zone) == before) return std::nullopt;
  while (to - from > seconds(1)) {
    const Instant middle{from.us + (to.us - from.us) / 2 / 1'000'000 * 1'000'000};
    (offset_of(middle, zone) == before ? from : to) = middle;
  }
  return to;
}

Instant start_of(Days day, int minute, const std::string& zone) {
  LocalTime time;
  time.date = date_of(minute == 24 * 60 ? day + std::chrono::days(1) : day);
  time.hour = minute / 60 % 24;
  time.minute = minute % 60;
  return instant_of(time, zone).value_or(Instant{});
}

/// Instants at which it can open on a local day: where a window begins, where a closed day ends, where clocks change,
/// and what comes twice because of that.
void add_candidates(const WriteTimes& times, Days day, std::vector<Instant>& out) {
  std::set<std::pair<std::string, int>> starts;
  for (const Window& window : times.open) starts.emplace(window.zone, window.from_minute);
  for (const Closure& closure : times.closed) starts.emplace(closure.zone, 0);
  for (const auto& [zone, minute] : starts) {
    if (!is_known_zone(zone)) continue;
    const Instant start = start_of(day, minute, zone), midnight = start_of(day, 0, zone);
    out.push_back(start);
    const auto change = change_between(midnight, start_of(day, 24 * 60, zone), zone);
    if (!change) continue;
    out.push_back(*change);
    out.push_back(start + (offset_of(midnight, zone) - offset_of(*change, zone)));
  }
}

}  // namespace

bool closes(const Closure& closure, const Date& date) {
  const Days day = days_of(date);
  const bool working =
      closure.kind == Closure::Kind::first_working_days || closure.kind == Closure::Kind::last_working_days;
  switch (closure.kind) {
    case Closure::Kind::dates: return is_within(closure, date);
    case Closure::Kind::first_days:
    case Closure::Kind::first_working_days:  // the weekend before the first working day is closed, too
      return std::max(1, days_between(first_of_month(date), day, working)) <= closure.count;
    case Closure::Kind::last_days:
    case Closure::Kind::last_working_days:
      return std::max(1, days_between(day, last_of_month(date), working)) <= closure.count;
  }
  return false;
}

bool is_open(const WriteTimes& times, Instant at) {
  if (closure_at(times, at)) return false;
  return times.open.empty() || std::ranges::any_of(times.open, [&](const Window& w) { return is_open(w, at); });
}

Instant next_opening(const WriteTimes& times, Instant now) {
  if (is_open(times, now)) return now;
  constexpr int block = 8;
  const Days today = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(now.us)));
  const Instant end = now + farthest_opening;
  for (Days first = today; Instant{} + days(first.time_since_epoch().count()) < end;
       first += std::chrono::days(block)) {
    // A local day is at most one day off the day of UTC: these hold every candidate of the block.
    std::vector<Instant> candidates;
    for (int n = -1; n <= block; ++n) add_candidates(times, first + std::chrono::days(n), candidates);
    std::ranges::sort(candidates);
    const Instant behind = Instant{} + days(first.time_since_epoch().count() + block);
    for (const Instant at : candidates) {
      if (at > now && at < behind && at < end && is_open(times, at)) return at;
    }
  }
  return end;
}

Instant open_until(const WriteTimes& times, Instant now, Instant limit) {
  if (times.open.empty() && times.closed.empty()) return limit;
  // Windows and days begin and end at whole minutes, in any zone of our days.
  for (Instant at = now; at < limit; at = Instant{(at.us / minutes(1).us + 1) * minutes(1).us}) {
    if (!is_open(times, at)) return at;
  }
  return limit;
}

std::string why_closed(const WriteTimes& times, Instant at) {
  if (const Closure* closure = closure_at(times, at))
    return closure->reason.empty() ? "a period in which nothing is written" : closure->reason;
  return is_open(times, at) ? "" : "outside the windows in which it is written";
}

}  // namespace syncline
