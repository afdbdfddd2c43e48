// Parts of timestamps, in UTC or in a zone (IANA name or ±hh:mm), and of durations.

#include <charconv>

#include "base/time.h"
#include "expr/signature.h"

namespace syncline::expr {

using Arguments = std::span<const Val>;

namespace {

constexpr std::int64_t us_per_second = 1'000'000;

/// "+02:00", "-05:30", "02:00".
std::optional<Duration> fixed_offset(std::string_view zone) {
  const bool negative = zone.starts_with('-');
  if (negative || zone.starts_with('+')) zone.remove_prefix(1);
  if (zone.size() != 5 || zone[2] != ':') return std::nullopt;
  int hour = 0;
  int minute = 0;
  auto read = [](std::string_view digits, int& into) {
    auto [end, error] = std::from_chars(digits.data(), digits.data() + 2, into);
    return error == std::errc() && end == digits.data() + 2 && into >= 0;
  };
  if (!read(zone.substr(0, 2), hour) || !read(zone.substr(3, 2), minute) || hour > 23 || minute > 59)
    return std::nullopt;
  return minutes((negative ? -1 : 1) * (hour * 60 + minute));
}

std::optional<LocalTime> local(Arguments in) {
  const Instant at = in[0].as_timestamp();
  if (in.size() == 1) return local_time(at, "UTC");
  if (auto offset = fixed_offset(in[1].as_text())) return local_time(at + *offset, "UTC");
  return local_time(at, in[1].as_text());
}

int day_of_year(const Date& date) {
  static constexpr int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
  const bool leap = (date.year % 4 == 0 && date.year % 100 != 0) || date.year % 400 == 0;
  return before[date.month - 1] + static_cast<int>(date.day) - 1 + (leap && date.month > 2 ? 1 : 0);
}

// CEL counts months and days of the month, week and year from 0; getDate alone from 1.
int year_of(const LocalTime& t) { return t.date.year; }
int month_of(const LocalTime& t) { return static_cast<int>(t.date.month) - 1; }
int date_of(const LocalTime& t) { return static_cast<int>(t.date.day); }
int day_of_month(const LocalTime& t) { return static_cast<int>(t.date.day) - 1; }
int day_of_week(const LocalTime& t) { return t.weekday % 7; }
int year_day(const LocalTime& t) { return day_of_year(t.date); }
int hour_of(const LocalTime& t) { return t.hour; }
int minute_of(const LocalTime& t) { return t.minute; }
int second_of(const LocalTime& t) { return t.second; }

template <int (*part)(const LocalTime&)>
Val part_of(Arguments in, Meter& meter) {
  meter.step(5);
  auto time = local(in);
  if (!time)
    return Val::error("expr.bad_value", shown(in[1]) + " is no time zone",
                      "write an IANA name such as Europe/Berlin, or +02:00");
  return Val::integer(part(*time));
}

Val millisecond(Arguments in, Meter&) {
  const std::int64_t rest = in[0].as_timestamp().us % us_per_second;
  return Val::integer((rest < 0 ? rest + us_per_second : rest) / 1'000);
}

/// The text of the local day, for fields that hold dates: "2026-11-21".
Val local_date(Arguments in, Meter& meter) {
  meter.step(5);
  auto time = local(in);
  if (!time)
    return Val::error("expr.bad_value", shown(in[1]) + " is no time zone",
                      "write an IANA name such as Europe/Berlin, or +02:00");
  return Val::text(to_iso(time->date));
}

template <std::int64_t unit>
Val duration_in(Arguments in, Meter&) {
  return Val::integer(in[0].as_duration().us / unit);
}

Val duration_millisecond(Arguments in, Meter&) { return Val::integer(in[0].as_duration().us % us_per_second / 1'000); }

void add_part(Overloads& to, const char* name, Builtin body, const Type& result = Type::integer()) {
  add_method(to, name, {Type::timestamp()}, result, body);
  add_method(to, name, {Type::timestamp(), Type::string()}, result, body);
}

}  // namespace

void add_time_functions(Overloads& to) {
  add_part(to, "getFullYear", part_of<year_of>);
  add_part(to, "getMonth", part_of<month_of>);
  add_part(to, "getDate", part_of<date_of>);
  add_part(to, "getDayOfMonth", part_of<day_of_month>);
  add_part(to, "getDayOfWeek", part_of<day_of_week>);
  add_part(to, "getDayOfYear", part_of<year_day>);
  add_part(to, "getHours", part_of<hour_of>);
  add_part(to, "getMinutes", part_of<minute_of>);
  add_part(to, "getSeconds", part_of<second_of>);
  add_part(to, "getMilliseconds", millisecond);
  add_part(to, "date", local_date, Type::string());
  add_method(to, "getHours", {Type::duration()}, Type::integer(), duration_in<3'600 * us_per_second>);
  add_method(to, "getMinutes", {Type::duration()}, Type::integer(), duration_in<60 * us_per_second>);
  add_method(to, "getSeconds", {Type::duration()}, Type::integer(), duration_in<us_per_second>);
  add_method(to, "getMilliseconds", {Type::duration()}, Type::integer(), duration_millisecond);
}

}  // namespace syncline::expr
