#include "base/time.h"

#include <doctest/doctest.h>

namespace syncline {
namespace {

Instant at(std::string_view text) {
  const auto parsed = parse_instant(text);
  REQUIRE_MESSAGE(parsed.has_value(), text);
  return *parsed;
}

TEST_CASE("instants are written with as much fraction as they have") {
  CHECK(to_iso(Instant{0}) == "1970-01-01T00:00:00Z");
  CHECK(to_iso(Instant{1}) == "1970-01-01T00:00:00.000001Z");
  CHECK(to_iso(Instant{-1}) == "1969-12-31T23:59:59.999999Z");
  CHECK(to_iso(Instant{1'700'000'000'120'000}) == "2023-11-14T22:13:20.12Z");
}

TEST_CASE("all notations of vendors give the same instant") {
  const Instant expected = at("2026-11-21T09:01:12.5Z");
  for (const char* text : {"2026-11-21T09:01:12.500000Z", "2026-11-21t09:01:12.5z", "2026-11-21 09:01:12.5+00:00",
                           "2026-11-21T10:01:12.500+01:00", "2026-11-21T10:01:12.500+0100", "2026-11-21T10:01:12,5+01",
                           "2026-11-21T03:31:12.5-05:30", "2026-11-21T09:01:12.5-00:00"}) {
    CHECK_MESSAGE(parse_instant(text) == expected, text);
  }
  CHECK(at("2026-11-21T09:01:12.1234569Z").us % 1'000'000 == 123'456);
  CHECK(at("2026-11-21T09:01Z") == at("2026-11-21T09:01:00Z"));
  CHECK(at("2016-12-31T23:59:60Z") == at("2017-01-01T00:00:00Z"));
  CHECK(at("2024-02-29T00:00:00Z") < at("2024-03-01T00:00:00Z"));
}

TEST_CASE("without an offset a time is UTC only where the caller says so") {
  CHECK(parse_instant("2026-11-21T09:01:12") == std::nullopt);
  CHECK(parse_instant("2026-11-21T09:01:12", true) == at("2026-11-21T09:01:12Z"));
  CHECK(parse_instant("2026-11-21 09:01:12.5", true) == at("2026-11-21T09:01:12.5Z"));
}

TEST_CASE("what is no instant is refused") {
  for (const char* text : {"",
                           "2026-11-21",
                           "2026-11-21T",
                           "2026-11-21T9:01:12Z",
                           "2026-11-21T24:00:00Z",
                           "2026-11-21T23:60:00Z",
                           "2026-11-21T23:59:61Z",
                           "2026-13-01T00:00:00Z",
                           "2026-02-29T00:00:00Z",
                           "2026-04-31T00:00:00Z",
                           "0000-01-01T00:00:00Z",
                           "2026-11-21T09:01:12.Z",
                           "2026-11-21T09:01.5Z",
                           "2026-11-21T09:01:12+",
                           "2026-11-21T09:01:12+02:",
                           "2026-11-21T09:01:12+2",
                           "2026-11-21T09:01:12+24:00",
                           "2026-11-21T09:01:12+02:60",
                           "2026-11-21T09:01:12Zx",
                           "2026-11-21T09:01:12 Z",
                           " 2026-11-21T09:01:12Z",
                           "20261121T090112Z",
                           "12026-11-21T09:01:12Z",
                           "2026-1-21T09:01:12Z",
                           "0001-01-01T00:00:00+01:00",
                           "9999-12-31T23:59:59-01:00"}) {
    CHECK_MESSAGE(parse_instant(text) == std::nullopt, text);
    CHECK_MESSAGE(parse_instant(text, true) == std::nullopt, text);
  }
}

TEST_CASE("instants sort as their texts do, at the ends of time too") {
  CHECK(to_iso(far_future) == "9999-12-31T23:59:59.999999Z");
  CHECK(to_iso(Instant{INT64_MIN}) == "0001-01-01T00:00:00Z");
  CHECK(to_iso(at("0001-01-01T00:00:00Z")) == "0001-01-01T00:00:00Z");
  CHECK(to_iso(at("9999-12-31T23:59:59.999999Z")) == "9999-12-31T23:59:59.999999Z");
}

TEST_CASE("a day of each month over four centuries survives text and back") {
  for (int year = 1800; year <= 2200; ++year) {
    for (unsigned month = 1; month <= 12; ++month) {
      const Date date{year, month, 1 + (static_cast<unsigned>(year) + month) % 28};
      const std::string text = to_iso(date);
      REQUIRE(parse_date(text) == date);
      REQUIRE(to_iso(at(text + "T23:59:59.000001Z")) == text + "T23:59:59.000001Z");
    }
  }
}

TEST_CASE("dates are of the calendar or refused") {
  CHECK(parse_date("2024-02-29") == Date{2024, 2, 29});
  CHECK(parse_date("2000-02-29").has_value());
  for (const char* text : {"", "2023-02-29", "1900-02-29", "2026-00-01", "2026-01-00", "2026-01-32", "0000-01-01",
                           "2026-1-1", "2026-01-01T00:00:00Z", "26-01-01", "2026/01/01", "2026-01-01 "}) {
    CHECK_MESSAGE(parse_date(text) == std::nullopt, text);
  }
}

TEST_CASE("durations are read and written in the configuration's syntax") {
  CHECK(parse_duration("5m") == minutes(5));
  CHECK(parse_duration("1h30m") == minutes(90));
  CHECK(parse_duration("2d") == days(2));
  CHECK(parse_duration("1w") == days(7));
  CHECK(parse_duration("250ms") == milliseconds(250));
  CHECK(parse_duration("10us") == microseconds(10));
  CHECK(parse_duration("0") == seconds(0));
  CHECK(parse_duration("0s") == seconds(0));
  CHECK(to_text(minutes(90)) == "1h30m");
  CHECK(to_text(seconds(0)) == "0s");
  CHECK(to_text(microseconds(-1'500)) == "-1ms500us");
  CHECK(to_text(Duration{INT64_MIN}).starts_with("-106751991d"));
  for (const std::int64_t us : {1LL, 999'999LL, 86'400'000'001LL, 123'456'789'012'345LL}) {
    CHECK(parse_duration(to_text(microseconds(us))) == microseconds(us));
  }
}

TEST_CASE("what is no duration is refused, overflow included") {
  for (const char* text : {"", "5", "m", "5 m", "-5m", "+5m", "1.5h", "5x", "5M", "5m ", "1h30", "9223372036854775807s",
                           "99999999999999999999s", "106751991d106751991d", "15250284w15250284w", "3652425d1us",
                           "9223372036854775807us"}) {
    CHECK_MESSAGE(parse_duration(text) == std::nullopt, text);
  }
}

struct Local {
  std::string_view utc, zone, date;
  int hour, minute, second, weekday;
};

// From Python's zoneinfo.
constexpr Local locals[] = {
    {"1970-01-01T00:00:00Z", "Europe/Berlin", "1970-01-01", 1, 0, 0, 4},
    {"1970-01-01T00:00:00Z", "America/New_York", "1969-12-31", 19, 0, 0, 3},
    {"1970-01-01T00:00:00Z", "Australia/Sydney", "1970-01-01", 10, 0, 0, 4},
    {"1970-01-01T00:00:00Z", "Asia/Kolkata", "1970-01-01", 5, 30, 0, 4},
    {"1970-01-01T00:00:00Z", "America/Sao_Paulo", "1969-12-31", 21, 0, 0, 3},
    {"1969-12-31T23:59:59Z", "Europe/Berlin", "1970-01-01", 0, 59, 59, 4},
    {"1969-12-31T23:59:59Z", "America/New_York", "1969-12-31", 18, 59, 59, 3},
    {"1969-12-31T23:59:59Z", "Australia/Sydney", "1970-01-01", 9, 59, 59, 4},
    {"1969-12-31T23:59:59Z", "Asia/Kolkata", "1970-01-01", 5, 29, 59, 4},
    {"1969-12-31T23:59:59Z", "America/Sao_Paulo", "1969-12-31", 20, 59, 59, 3},
    {"2026-03-29T00:59:59Z", "Europe/Berlin", "2026-03-29", 1, 59, 59, 7},
    {"2026-03-29T00:59:59Z", "America/New_York", "2026-03-28", 20, 59, 59, 6},
    {"2026-03-29T00:59:59Z", "Australia/Sydney", "2026-03-29", 11, 59, 59, 7},
    {"2026-03-29T00:59:59Z", "Asia/Kolkata", "2026-03-29", 6, 29, 59, 7},
    {"2026-03-29T00:59:59Z", "America/Sao_Paulo", "2026-03-28", 21, 59, 59, 6},
    {"2026-03-29T01:00:00Z", "Europe/Berlin", "2026-03-29", 3, 0, 0, 7},
    {"2026-03-29T01:00:00Z", "America/New_York", "2026-03-28", 21, 0, 0, 6},
    {"2026-03-29T01:00:00Z", "Australia/Sydney", "2026-03-29", 12, 0, 0, 7},
    {"2026-03-29T01:00:00Z", "Asia/Kolkata", "2026-03-29", 6, 30, 0, 7},
    {"2026-03-29T01:00:00Z", "America/Sao_Paulo", "2026-03-28", 22, 0, 0, 6},
    {"2026-10-25T00:30:00Z", "Europe/Berlin", "2026-10-25", 2, 30, 0, 7},
    {"2026-10-25T00:30:00Z", "America/New_York", "2026-10-24", 20, 30, 0, 6},
    {"2026-10-25T00:30:00Z", "Australia/Sydney", "2026-10-25", 11, 30, 0, 7},
    {"2026-10-25T00:30:00Z", "Asia/Kolkata", "2026-10-25", 6, 0, 0, 7},
    {"2026-10-25T00:30:00Z", "America/Sao_Paulo", "2026-10-24", 21, 30, 0, 6},
    {"2026-10-25T01:30:00Z", "Europe/Berlin", "2026-10-25", 2, 30, 0, 7},
    {"2026-10-25T01:30:00Z", "America/New_York", "2026-10-24", 21, 30, 0, 6},
    {"2026-10-25T01:30:00Z", "Australia/Sydney", "2026-10-25", 12, 30, 0, 7},
    {"2026-10-25T01:30:00Z", "Asia/Kolkata", "2026-10-25", 7, 0, 0, 7},
    {"2026-10-25T01:30:00Z", "America/Sao_Paulo", "2026-10-24", 22, 30, 0, 6},
    {"2040-03-25T00:59:59Z", "Europe/Berlin", "2040-03-25", 1, 59, 59, 7},
    {"2040-03-25T00:59:59Z", "America/New_York", "2040-03-24", 20, 59, 59, 6},
    {"2040-03-25T00:59:59Z", "Australia/Sydney", "2040-03-25", 11, 59, 59, 7},
    {"2040-03-25T00:59:59Z", "Asia/Kolkata", "2040-03-25", 6, 29, 59, 7},
    {"2040-03-25T00:59:59Z", "America/Sao_Paulo", "2040-03-24", 21, 59, 59, 6},
    {"2040-03-25T01:00:00Z", "Europe/Berlin", "2040-03-25", 3, 0, 0, 7},
    {"2040-03-25T01:00:00Z", "America/New_York", "2040-03-24", 21, 0, 0, 6},
    {"2040-03-25T01:00:00Z", "Australia/Sydney", "2040-03-25", 12, 0, 0, 7},
    {"2040-03-25T01:00:00Z", "Asia/Kolkata", "2040-03-25", 6, 30, 0, 7},
    {"2040-03-25T01:00:00Z", "America/Sao_Paulo", "2040-03-24", 22, 0, 0, 6},
    {"2040-06-30T22:00:00Z", "Europe/Berlin", "2040-07-01", 0, 0, 0, 7},
    {"2040-06-30T22:00:00Z", "America/New_York", "2040-06-30", 18, 0, 0, 6},
    {"2040-06-30T22:00:00Z", "Australia/Sydney", "2040-07-01", 8, 0, 0, 7},
    {"2040-06-30T22:00:00Z", "Asia/Kolkata", "2040-07-01", 3, 30, 0, 7},
    {"2040-06-30T22:00:00Z", "America/Sao_Paulo", "2040-06-30", 19, 0, 0, 6},
    {"2041-01-01T00:30:00Z", "Europe/Berlin", "2041-01-01", 1, 30, 0, 2},
    {"2041-01-01T00:30:00Z", "America/New_York", "2040-12-31", 19, 30, 0, 1},
    {"2041-01-01T00:30:00Z", "Australia/Sydney", "2041-01-01", 11, 30, 0, 2},
    {"2041-01-01T00:30:00Z", "Asia/Kolkata", "2041-01-01", 6, 0, 0, 2},
    {"2041-01-01T00:30:00Z", "America/Sao_Paulo", "2040-12-31", 21, 30, 0, 1},
    {"2096-02-29T23:30:00Z", "Europe/Berlin", "2096-03-01", 0, 30, 0, 4},
    {"2096-02-29T23:30:00Z", "America/New_York", "2096-02-29", 18, 30, 0, 3},
    {"2096-02-29T23:30:00Z", "Australia/Sydney", "2096-03-01", 10, 30, 0, 4},
    {"2096-02-29T23:30:00Z", "Asia/Kolkata", "2096-03-01", 5, 0, 0, 4},
    {"2096-02-29T23:30:00Z", "America/Sao_Paulo", "2096-02-29", 20, 30, 0, 3},
    {"2100-07-01T00:00:00Z", "Europe/Berlin", "2100-07-01", 2, 0, 0, 4},
    {"2100-07-01T00:00:00Z", "America/New_York", "2100-06-30", 20, 0, 0, 3},
    {"2100-07-01T00:00:00Z", "Australia/Sydney", "2100-07-01", 10, 0, 0, 4},
    {"2100-07-01T00:00:00Z", "Asia/Kolkata", "2100-07-01", 5, 30, 0, 4},
    {"2100-07-01T00:00:00Z", "America/Sao_Paulo", "2100-06-30", 21, 0, 0, 3},
};

TEST_CASE("local times agree with Python's zoneinfo, after 2037 too") {
  for (const Local& l : locals) {
    const auto local = local_time(at(l.utc), l.zone);
    REQUIRE(local.has_value());
    const LocalTime expected{parse_date(l.date).value(), l.hour, l.minute, l.second, l.weekday};
    CHECK_MESSAGE(*local == expected, l.utc, " ", l.zone, " → ", to_iso(local->date), " ", local->hour);
  }
}

Instant berlin(const Date& date, int hour, int minute) {
  return instant_of({date, hour, minute, 0, 0}, "Europe/Berlin").value();
}

TEST_CASE("a local time names one instant, in a gap and when it comes twice") {
  CHECK(berlin({2026, 1, 1}, 12, 0) == at("2026-01-01T11:00:00Z"));
  CHECK(berlin({2026, 7, 1}, 12, 0) == at("2026-07-01T10:00:00Z"));
  CHECK(berlin({2026, 3, 29}, 2, 0) == at("2026-03-29T01:00:00Z"));
  CHECK(berlin({2026, 3, 29}, 2, 59) == at("2026-03-29T01:00:00Z"));
  CHECK(berlin({2026, 3, 29}, 3, 0) == at("2026-03-29T01:00:00Z"));
  CHECK(berlin({2026, 10, 25}, 2, 30) == at("2026-10-25T00:30:00Z"));
  CHECK(berlin({2026, 10, 25}, 3, 0) == at("2026-10-25T02:00:00Z"));
  CHECK(berlin({2040, 7, 1}, 0, 0) == at("2040-06-30T22:00:00Z"));
  CHECK(berlin({2040, 3, 25}, 2, 30) == at("2040-03-25T01:00:00Z"));
}

TEST_CASE("each hour of a year leads to its local time and back") {
  for (const char* zone : {"Europe/Berlin", "America/St_Johns", "Asia/Tokyo", "Australia/Lord_Howe"}) {
    for (Instant t = at("2026-01-01T00:00:00Z"); t < at("2027-01-01T00:00:00Z"); t = t + hours(1)) {
      const auto back = instant_of(local_time(t, zone).value(), zone).value();
      // Of a time that comes twice, the first is meant.
      const bool twice = back < t && local_time(back, zone) == local_time(t, zone);
      if (back != t && !twice) CHECK_MESSAGE(false, zone, " ", to_iso(t));
    }
  }
}

TEST_CASE("unknown zones and impossible clocks have no answer") {
  CHECK(is_known_zone("Europe/Berlin"));
  CHECK(is_known_zone("UTC"));
  CHECK(is_known_zone("Asia/Calcutta"));
  for (const char* zone : {"", "Europe/Atlantis", "europe/berlin", "../etc/passwd", "/etc/localtime", "CEST"}) {
    CHECK_MESSAGE(!is_known_zone(zone), zone);
    CHECK(local_time(Instant{0}, zone) == std::nullopt);
    CHECK(instant_of({{2026, 1, 1}, 0, 0, 0, 0}, zone) == std::nullopt);
  }
  CHECK(instant_of({{2026, 2, 30}, 0, 0, 0, 0}, "UTC") == std::nullopt);
  CHECK(instant_of({{2026, 1, 1}, 24, 0, 0, 0}, "UTC") == std::nullopt);
  CHECK(instant_of({{2026, 1, 1}, 0, 60, 0, 0}, "UTC") == std::nullopt);
  CHECK(instant_of({{2026, 1, 1}, 0, -1, 0, 0}, "UTC") == std::nullopt);
}

}  // namespace
}  // namespace syncline
