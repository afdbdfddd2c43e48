#include "base/time.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <date/tz.h>

namespace syncline {
namespace {

using Clock = std::chrono::system_clock;
using Micros = std::chrono::microseconds;
using SysMicros = std::chrono::time_point<Clock, Micros>;

/// Reads exactly `count` digits.
bool digits(std::string_view& text, std::size_t count, int& value) {
  if (text.size() < count) return false;
  const std::string_view field = text.substr(0, count);
  if (field.find_first_not_of("0123456789") != std::string_view::npos) return false;
  std::from_chars(field.data(), field.data() + count, value);
  text.remove_prefix(count);
  return true;
}

bool skip(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

std::string padded(int value, std::size_t width) {
  std::string text = std::to_string(value);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

std::optional<Date> take_date(std::string_view& text) {
  int year = 0, month = 0, day = 0;
  const bool shaped =
      digits(text, 4, year) && skip(text, '-') && digits(text, 2, month) && skip(text, '-') && digits(text, 2, day);
  if (!shaped || year < 1) return std::nullopt;
  const date::year_month_day ymd{date::year{year}, date::month{static_cast<unsigned>(month)},
                                 date::day{static_cast<unsigned>(day)}};
  if (!ymd.ok()) return std::nullopt;
  return Date{year, static_cast<unsigned>(month), static_cast<unsigned>(day)};
}

bool is_clock_time(const LocalTime& time) {
  const bool clock =
      time.hour >= 0 && time.hour < 24 && time.minute >= 0 && time.minute < 60 && time.second >= 0 && time.second < 60;
  const date::year_month_day ymd{date::year{time.date.year}, date::month{time.date.month}, date::day{time.date.day}};
  return clock && ymd.ok() && time.date.year >= 1 && time.date.year <= 9999;
}

date::sys_days days_of(const Date& d) {
  return date::sys_days{date::year{d.year} / date::month{d.month} / date::day{d.day}};
}

Date date_of(date::sys_days day) {
  const date::year_month_day ymd{day};
  return {static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day())};
}

/// ".345678…" → microseconds, truncated.
bool take_fraction(std::string_view& text, std::int64_t& us) {
  if (!skip(text, '.') && !skip(text, ',')) return true;
  std::size_t n = 0;
  std::int64_t unit = 100'000;
  while (n < text.size() && text[n] >= '0' && text[n] <= '9') {
    us += (text[n] - '0') * unit;
    unit /= 10;
    ++n;
  }
  text.remove_prefix(n);
  return n > 0;
}

/// "Z", "+02:00", "-0530". False: malformed. `found` stays false when there is none.
bool take_offset(std::string_view& text, bool& found, std::int64_t& offset_us) {
  if (text.empty()) return true;
  found = true;
  if (skip(text, 'Z') || skip(text, 'z')) return true;
  const bool west = text.starts_with('-');
  if (!west && !text.starts_with('+')) return false;
  text.remove_prefix(1);
  int h = 0, m = 0;
  if (!digits(text, 2, h)) return false;
  if ((skip(text, ':') || !text.empty()) && !digits(text, 2, m)) return false;
  if (h > 23 || m > 59) return false;
  offset_us = (hours(h) + minutes(m)).us * (west ? -1 : 1);
  return true;
}

/// What has a date of four digits. far_future and its like are shown as the last instant of the year 9999, so that
/// texts sort as their instants do.
Instant shown(Instant at) {
  constexpr std::int64_t first = -62'135'596'800'000'000, last = 253'402'300'799'999'999;
  return Instant{std::clamp(at.us, first, last)};
}

const date::time_zone* zone_named(std::string_view name) {
  try {
    const auto* zone = date::locate_zone(std::string(name));
    zone->get_info(date::sys_seconds{});  // the first use reads the zone's file, which may be missing or broken
    return zone;
  } catch (const std::exception&) {
    return nullptr;
  }
}

date::sys_days new_year(int year) { return date::sys_days{date::year{year} / 1 / 1}; }

/// The library knows the transitions that the system's tables list, up to 2037, and not the rule that goes on after
/// them. A later day is looked up in the last listed year of the same calendar, for zones that then still change
/// their clocks. Returns how many days lie between the two years.
date::days to_listed_year(const date::time_zone& zone, date::sys_days day) {
  constexpr int last_listed = 2037, calendars = 28;
  const int year = date_of(day).year;
  if (year <= last_listed) return date::days{0};
  const auto offset_in = [&](date::month month) {
    return zone.get_info(date::sys_days{date::year{last_listed} / month / 15}).offset;
  };
  if (offset_in(date::January) == offset_in(date::July)) return date::days{0};
  for (int like = last_listed; like > last_listed - calendars; --like) {
    const bool same_length = date::year{like}.is_leap() == date::year{year}.is_leap();
    if (same_length && date::weekday{new_year(like)} == date::weekday{new_year(year)}) {
      return new_year(year) - new_year(like);
    }
  }
  return date::days{0};
}

}  // namespace

std::string to_iso(const Date& d) {
  return padded(d.year, 4) + "-" + padded(static_cast<int>(d.month), 2) + "-" + padded(static_cast<int>(d.day), 2);
}

std::string to_iso(Instant at) {
  const SysMicros time{Micros{shown(at).us}};
  const auto day = date::floor<date::days>(time);
  std::int64_t rest = (time - day).count();
  const auto us = static_cast<int>(rest % 1'000'000);
  rest /= 1'000'000;
  std::string text = to_iso(date_of(day)) + "T" + padded(static_cast<int>(rest / 3600), 2) + ":" +
                     padded(static_cast<int>(rest / 60 % 60), 2) + ":" + padded(static_cast<int>(rest % 60), 2);
  if (us != 0) {
    std::string fraction = padded(us, 6);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    text += "." + fraction;
  }
  return text + "Z";
}

std::optional<Date> parse_date(std::string_view text) {
  const auto date = take_date(text);
  return text.empty() ? date : std::nullopt;
}

std::optional<Instant> parse_instant(std::string_view text, bool assume_utc) {
  const auto date = take_date(text);
  if (!date || !(skip(text, 'T') || skip(text, 't') || skip(text, ' '))) return std::nullopt;
  int h = 0, m = 0, s = 0;
  if (!digits(text, 2, h) || !skip(text, ':') || !digits(text, 2, m)) return std::nullopt;
  std::int64_t us = 0, offset = 0;
  if (skip(text, ':') && !(digits(text, 2, s) && take_fraction(text, us))) return std::nullopt;
  bool has_offset = false;
  if (!take_offset(text, has_offset, offset) || !text.empty()) return std::nullopt;
  if (h > 23 || m > 59 || s > 60 || (!has_offset && !assume_utc)) return std::nullopt;
  const std::int64_t day_us = std::chrono::duration_cast<Micros>(days_of(*date).time_since_epoch()).count();
  const Instant at{day_us + (hours(h) + minutes(m) + seconds(s)).us + us - offset};
  if (at != shown(at)) return std::nullopt;
  return at;
}

std::optional<Duration> parse_duration(std::string_view text) {
  if (text == "0") return Duration{0};
  Duration total{0};
  bool any = false;
  while (!text.empty()) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || count < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const std::string_view unit = text.substr(0, text.find_first_of("0123456789"));
    text.remove_prefix(unit.size());
    const Duration one = unit == "us"   ? microseconds(1)
                         : unit == "ms" ? milliseconds(1)
                         : unit == "s"  ? seconds(1)
                         : unit == "m"  ? minutes(1)
                         : unit == "h"  ? hours(1)
                         : unit == "d"  ? days(1)
                         : unit == "w"  ? days(7)
                                        : Duration{0};
    Duration part{0};
    if (one.us == 0 || __builtin_mul_overflow(one.us, count, &part.us)) return std::nullopt;
    if (__builtin_add_overflow(total.us, part.us, &total.us)) return std::nullopt;
    any = true;
  }
  constexpr Duration longest = days(3'652'425);
  if (!any || total > longest) return std::nullopt;
  return total;
}

std::string to_text(Duration d) {
  if (d.us == 0) return "0s";
  std::string text = d.us < 0 ? "-" : "";
  std::uint64_t rest = d.us < 0 ? -static_cast<std::uint64_t>(d.us) : static_cast<std::uint64_t>(d.us);
  constexpr std::array<std::pair<std::uint64_t, std::string_view>, 6> units{
      {{86'400'000'000, "d"}, {3'600'000'000, "h"}, {60'000'000, "m"}, {1'000'000, "s"}, {1'000, "ms"}, {1, "us"}}};
  for (const auto& [size, name] : units) {
    if (rest / size > 0) text += std::to_string(rest / size) + std::string(name);
    rest %= size;
  }
  return text;
}

bool is_known_zone(std::string_view iana) { return zone_named(iana) != nullptr; }

std::optional<LocalTime> local_time(Instant at, std::string_view zone) {
  const auto* found = zone_named(zone);
  if (!found) return std::nullopt;
  const SysMicros utc{Micros{shown(at).us}};
  const auto moved = to_listed_year(*found, date::floor<date::days>(utc));
  const auto local = found->to_local(utc - moved) + moved;
  const auto day = date::floor<date::days>(local);
  const std::int64_t rest = std::chrono::duration_cast<std::chrono::seconds>(local - day).count();
  LocalTime time;
  time.date = date_of(date::sys_days{day.time_since_epoch()});
  time.hour = static_cast<int>(rest / 3600);
  time.minute = static_cast<int>(rest / 60 % 60);
  time.second = static_cast<int>(rest % 60);
  time.weekday = static_cast<int>(date::weekday{date::sys_days{day.time_since_epoch()}}.iso_encoding());
  return time;
}

std::optional<Instant> instant_of(const LocalTime& time, std::string_view zone) {
  const auto* found = zone_named(zone);
  if (!found || !is_clock_time(time)) return std::nullopt;
  const auto day = date::local_days{days_of(time.date).time_since_epoch()};
  const auto local =
      day + std::chrono::hours{time.hour} + std::chrono::minutes{time.minute} + std::chrono::seconds{time.second};
  const auto moved = to_listed_year(*found, days_of(time.date));
  const auto info = found->get_info(local - moved);
  if (info.result == date::local_info::nonexistent) {
    return Instant{std::chrono::duration_cast<Micros>((info.first.end + moved).time_since_epoch()).count()};
  }
  const auto utc = local.time_since_epoch() - info.first.offset;
  return Instant{std::chrono::duration_cast<Micros>(utc).count()};
}

}  // namespace syncline
