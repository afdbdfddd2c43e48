// Calendar days, which fields of dates hold as texts such as "2026-11-21": days_between, add_days, add_months.

#include <algorithm>
#include <limits>

#include "base/time.h"
#include "expr/signature.h"

namespace syncline::expr {

using Arguments = std::span<const Val>;

namespace {

constexpr std::int64_t us_per_day = days(1).us;

Val no_date(const Val& val) {
  return Val::error("expr.bad_value", shown(val) + " is no date",
                    "write it as 2026-11-21; of a time take t.date(zone)");
}

Val outside() { return Val::error("expr.range", "the date lies outside the years 0001 to 9999"); }

std::int64_t day_number(const Date& date) { return instant_of({date, 0, 0, 0, 0}, "UTC")->us / us_per_day; }

/// From the first date to the second; negative when the second is earlier.
Val days_between(Arguments in, Meter& meter) {
  meter.step(2);
  const auto from = parse_date(in[0].as_text());
  const auto to = parse_date(in[1].as_text());
  if (!from || !to) return no_date(from ? in[1] : in[0]);
  return Val::integer(day_number(*to) - day_number(*from));
}

/// How often midnight passed in the zone between the two: a change of clocks makes no day longer.
Val days_between_times(Arguments in, Meter& meter) {
  meter.step(10);
  const std::string_view zone = in.size() == 3 ? in[2].as_text() : "UTC";
  const auto from = local_time(in[0].as_timestamp(), zone);
  const auto to = local_time(in[1].as_timestamp(), zone);
  if (!from || !to)
    return Val::error("expr.bad_value", shown(in[2]) + " is no time zone", "write an IANA name such as Europe/Berlin");
  return Val::integer(day_number(to->date) - day_number(from->date));
}

Val add_days(Arguments in, Meter& meter) {
  meter.step(2);
  const auto date = parse_date(in[0].as_text());
  if (!date) return no_date(in[0]);
  constexpr std::int64_t most = 3'660'000;
  if (in[1].as_int() > most || in[1].as_int() < -most) return outside();
  const std::int64_t day = day_number(*date) + in[1].as_int();
  const std::string text = to_iso(local_time({day * us_per_day}, "UTC")->date);
  const auto back = parse_date(text);
  return back && day_number(*back) == day ? Val::text(text) : outside();
}

/// The same day of another month; its last day where it has fewer: 31 January + 1 → 28 or 29 February.
Val add_months(Arguments in, Meter& meter) {
  meter.step(2);
  const auto date = parse_date(in[0].as_text());
  if (!date) return no_date(in[0]);
  constexpr std::int64_t most = 120'000;
  if (in[1].as_int() > most || in[1].as_int() < -most) return outside();
  const std::int64_t months = (date->year - 1) * 12LL + static_cast<int>(date->month) - 1 + in[1].as_int();
  if (months < 0 || months >= 9999LL * 12) return outside();
  Date moved{static_cast<int>(months / 12) + 1, static_cast<unsigned>(months % 12) + 1, date->day};
  while (!parse_date(to_iso(moved))) --moved.day;
  return Val::text(to_iso(moved));
}

}  // namespace

void add_day_functions(Overloads& to) {
  const Type date = Type::string();
  const Type time = Type::timestamp();
  add_function(to, "days_between", {date, date}, Type::integer(), days_between);
  add_function(to, "days_between", {time, time}, Type::integer(), days_between_times);
  add_function(to, "days_between", {time, time, Type::string()}, Type::integer(), days_between_times);
  add_function(to, "add_days", {date, Type::integer()}, date, add_days);
  add_function(to, "add_months", {date, Type::integer()}, date, add_months);
}

}  // namespace syncline::expr
