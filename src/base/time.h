#pragma once
// Instants are UTC microseconds; civil dates have no zone; a zone is named (IANA) where local time matters.

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace syncline {

struct Duration {
  std::int64_t us = 0;
  friend auto operator<=>(const Duration&, const Duration&) = default;
  friend constexpr Duration operator+(Duration a, Duration b) { return {a.us + b.us}; }
  friend constexpr Duration operator-(Duration a, Duration b) { return {a.us - b.us}; }
  friend constexpr Duration operator*(Duration a, std::int64_t n) { return {a.us * n}; }
};
constexpr Duration microseconds(std::int64_t n) { return {n}; }
constexpr Duration milliseconds(std::int64_t n) { return {n * 1'000}; }
constexpr Duration seconds(std::int64_t n) { return {n * 1'000'000}; }
constexpr Duration minutes(std::int64_t n) { return seconds(n * 60); }
constexpr Duration hours(std::int64_t n) { return minutes(n * 60); }
constexpr Duration days(std::int64_t n) { return hours(n * 24); }

struct Instant {
  std::int64_t us = 0;  ///< microseconds since 1970-01-01T00:00:00Z
  friend auto operator<=>(const Instant&, const Instant&) = default;
  friend constexpr Instant operator+(Instant t, Duration d) { return {t.us + d.us}; }
  friend constexpr Instant operator-(Instant t, Duration d) { return {t.us - d.us}; }
  friend constexpr Duration operator-(Instant a, Instant b) { return {a.us - b.us}; }
};
constexpr Instant far_future{std::numeric_limits<std::int64_t>::max()};

struct Date {
  int year = 1970;
  unsigned month = 1;
  unsigned day = 1;
  friend auto operator<=>(const Date&, const Date&) = default;
};

/// "2026-11-21T09:01:12.345678Z" (fraction only as long as needed). What lies outside the years 0001 … 9999 is shown
/// as their first or last instant, so far_future as "9999-12-31T23:59:59.999999Z".
std::string to_iso(Instant);
/// RFC 3339 with 'T' or ' ', optional seconds and fraction (kept to µs, truncated), 'Z', ±hh, ±hhmm or ±hh:mm. A leap
/// second is the first of the next minute. Without an offset the text is
/// read as UTC only when `assume_utc`; otherwise it is refused. Years 0001 … 9999.
std::optional<Instant> parse_instant(std::string_view text, bool assume_utc = false);
std::string to_iso(const Date&);
std::optional<Date> parse_date(std::string_view text);

/// "5m", "90s", "1h30m", "2d", "250ms", "1w", "10us", "0": configuration files. From none to 10,000 years.
std::optional<Duration> parse_duration(std::string_view text);
std::string to_text(Duration);

bool is_known_zone(std::string_view iana);
struct LocalTime {
  Date date;
  int hour = 0, minute = 0, second = 0;
  int weekday = 0;  ///< 1 = Monday … 7 = Sunday (ISO 8601)
  friend bool operator==(const LocalTime&, const LocalTime&) = default;
};
/// Unknown zone: empty.
std::optional<LocalTime> local_time(Instant, std::string_view zone);
/// A time in a gap (spring) means the instant right after it; an ambiguous one (autumn) its first occurrence. The
/// weekday is not read. Empty for an unknown zone or a time that no clock shows (30 February, 24:00).
std::optional<Instant> instant_of(const LocalTime&, std::string_view zone);

}  // namespace syncline
