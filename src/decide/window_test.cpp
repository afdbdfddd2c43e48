#include "decide/window.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

using namespace syncline;

namespace {

Instant at(std::string_view text) { return *parse_instant(text); }

Window window(const std::string& zone, int from_minute, int to_minute, std::vector<int> weekdays = {}) {
  return {zone, std::move(weekdays), from_minute, to_minute};
}

Closure days_of_month(Closure::Kind kind, int count) {
  Closure closure;
  closure.kind = kind;
  closure.count = count;
  closure.zone = "Europe/Berlin";
  closure.reason = "month-end close";
  return closure;
}

Closure dates(const Date& from, const Date& to, bool yearly = false) {
  Closure closure;
  closure.from = from;
  closure.to = to;
  closure.yearly = yearly;
  closure.zone = "Europe/Berlin";
  return closure;
}

/// By looking at every minute.
Instant slow_next_opening(const WriteTimes& times, Instant now, Duration horizon) {
  if (is_open(times, now)) return now;
  Instant t{(now.us / minutes(1).us + 1) * minutes(1).us};
  for (; t < now + horizon; t = t + minutes(1)) {
    if (is_open(times, t)) return t;
  }
  return t;
}

}  // namespace

TEST_SUITE("write times") {
  TEST_CASE("the last working days of a month are closed, with the weekend among them") {
    const WriteTimes times{{}, {days_of_month(Closure::Kind::last_working_days, 3)}};
    // November 2026 ends on a Monday: Thursday 26th, Friday 27th, Monday 30th.
    CHECK(is_open(times, at("2026-11-25T22:59:59Z")));
    for (const char* day : {"2026-11-25T23:00:00Z", "2026-11-28T12:00:00Z", "2026-11-30T22:59:59Z"}) {
      CHECK_FALSE(is_open(times, at(day)));
      CHECK(next_opening(times, at(day)) == at("2026-11-30T23:00:00Z"));
      CHECK(why_closed(times, at(day)) == "month-end close");
    }
  }

  TEST_CASE("what is open says until when, at most until the limit") {
    WriteTimes times;
    times.open = {{"UTC", {}, 8 * 60, 18 * 60}};
    CHECK(open_until(times, at("2026-11-25T17:58:30Z"), at("2026-11-25T18:10:00Z")) == at("2026-11-25T18:00:00Z"));
    CHECK(open_until(times, at("2026-11-25T17:00:30Z"), at("2026-11-25T17:10:00Z")) == at("2026-11-25T17:10:00Z"));
    CHECK(open_until(times, at("2026-11-25T18:00:10Z"), at("2026-11-25T18:10:00Z")) == at("2026-11-25T18:00:10Z"));
    CHECK(open_until({}, at("2026-11-25T18:00:10Z"), at("2026-11-25T18:10:00Z")) == at("2026-11-25T18:10:00Z"));
  }

  TEST_CASE("the first days of a month, calendar and working days") {
    const Closure first = days_of_month(Closure::Kind::first_days, 2);
    CHECK(closes(first, {2026, 8, 2}));
    CHECK_FALSE(closes(first, {2026, 8, 3}));
    const Closure working = days_of_month(Closure::Kind::first_working_days, 2);  // August begins on a Saturday
    CHECK(closes(working, {2026, 8, 1}));
    CHECK(closes(working, {2026, 8, 4}));
    CHECK_FALSE(closes(working, {2026, 8, 5}));
    CHECK_FALSE(closes(working, {2026, 8, 31}));
    const Closure last = days_of_month(Closure::Kind::last_days, 1);
    CHECK(closes(last, {2028, 2, 29}));
    CHECK_FALSE(closes(last, {2028, 2, 28}));
  }

  TEST_CASE("dates once and every year, also over the turn of the year") {
    const Closure once = dates({2026, 12, 20}, {2027, 1, 6});
    CHECK(closes(once, {2027, 1, 6}));
    CHECK_FALSE(closes(once, {2027, 12, 24}));
    const Closure yearly = dates({2000, 12, 24}, {2000, 1, 2}, true);
    for (const Date& day : {Date{2026, 12, 24}, Date{2030, 12, 31}, Date{2031, 1, 2}}) CHECK(closes(yearly, day));
    CHECK_FALSE(closes(yearly, {2026, 12, 23}));
    CHECK_FALSE(closes(yearly, {2026, 1, 3}));
  }

  TEST_CASE("a period beats a window; afterwards the next window opens") {
    const WriteTimes times{{window("Europe/Berlin", 18 * 60, 24 * 60, {1, 2, 3, 4, 5})},
                           {dates({2026, 12, 24}, {2026, 12, 26})}};
    CHECK(next_opening(times, at("2026-12-24T18:00:00Z")) == at("2026-12-28T17:00:00Z"));  // 24th is a Thursday
    CHECK(why_closed(times, at("2026-12-28T12:00:00Z")).find("outside") == 0);
  }

  TEST_CASE("in spring a window in the missing hour opens right after it, in autumn it opens twice") {
    const WriteTimes times{{window("Europe/Berlin", 2 * 60 + 30, 4 * 60)}, {}};
    CHECK(next_opening(times, at("2026-03-29T00:00:00Z")) == at("2026-03-29T01:00:00Z"));
    const WriteTimes twice{{window("Europe/Berlin", 2 * 60 + 15, 2 * 60 + 30)}, {}};
    CHECK(next_opening(twice, at("2026-10-25T00:00:00Z")) == at("2026-10-25T00:15:00Z"));
    CHECK(next_opening(twice, at("2026-10-25T00:30:00Z")) == at("2026-10-25T01:15:00Z"));
  }

  TEST_CASE("what never opens is said to open two years from now") {
    const WriteTimes times{{window("UTC", 0, 60)}, {days_of_month(Closure::Kind::first_days, 31)}};
    CHECK(next_opening(times, at("2026-01-01T00:00:00Z")) == at("2026-01-01T00:00:00Z") + farthest_opening);
  }

  TEST_CASE("the next opening is what one who looks every minute finds") {
    rc::check([] {
      const std::vector<std::string> zones{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata",
                                           "Pacific/Auckland"};
      WriteTimes times;
      for (int n = *rc::gen::inRange(0, 3); n > 0; --n) {
        const int from = *rc::gen::inRange(0, 24 * 60 - 1);
        std::vector<int> weekdays;
        for (int day = 1; day <= 7; ++day) {
          if (*rc::gen::inRange(0, 3) == 0) weekdays.push_back(day);
        }
        times.open.push_back(
            window(*rc::gen::elementOf(zones), from, *rc::gen::inRange(from + 1, 24 * 60 + 1), weekdays));
      }
      for (int n = *rc::gen::inRange(0, 3); n > 0; --n) {
        Closure closure = days_of_month(static_cast<Closure::Kind>(*rc::gen::inRange(0, 4)), *rc::gen::inRange(1, 5));
        closure.zone = *rc::gen::elementOf(zones);
        times.closed.push_back(closure);
      }
      // About the changes of summer time, and the ends of months.
      const Instant around = *rc::gen::element(at("2026-03-28T12:00:00Z"), at("2026-10-24T00:00:00Z"),
                                               at("2026-04-04T00:00:00Z"), at("2026-11-29T00:00:00Z"));
      const Instant now = around + minutes(*rc::gen::inRange(0, 2 * 24 * 60)) + seconds(*rc::gen::inRange(0, 60));
      const Duration horizon = days(6);
      const Instant found = next_opening(times, now), slow = slow_next_opening(times, now, horizon);
      if (slow < now + horizon) {
        RC_ASSERT(found == slow);
      } else {
        RC_ASSERT(found >= now + horizon);
      }
    });
  }
}
