#include "net/http_date.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace syncline {
namespace {

namespace ch = std::chrono;

constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<int> digits(std::string_view text) {
  int n = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return {};
    n = n * 10 + (c - '0');
  }
  return n;
}

template <std::size_t N>
std::optional<unsigned> index_of(const std::array<std::string_view, N>& names, std::string_view name) {
  for (unsigned i = 0; i < N; ++i) {
    if (names[i] == name) return i;
  }
  return {};
}

}  // namespace

std::string to_http_date(Instant at) {
  const auto time = ch::floor<ch::seconds>(ch::sys_time<ch::microseconds>(ch::microseconds(at.us)));
  const ch::sys_days day = ch::floor<ch::days>(time);
  const ch::year_month_day date(day);
  const ch::hh_mm_ss clock(time - day);
  std::array<char, 64> text{};
  const int n = std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                              weekdays[ch::weekday(day).c_encoding()].data(), unsigned(date.day()),
                              months[unsigned(date.month()) - 1].data(), int(date.year()),
                              static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                              static_cast<int>(clock.seconds().count()));
  return {text.data(), static_cast<std::size_t>(n)};
}

std::optional<Instant> parse_http_date(std::string_view text) {
  if (text.size() != 29 || text.substr(3, 2) != ", " || text[7] != ' ' || text[11] != ' ' || text[16] != ' ' ||
      text[19] != ':' || text[22] != ':' || text.substr(25) != " GMT" || !index_of(weekdays, text.substr(0, 3))) {
    return {};
  }
  const auto day = digits(text.substr(5, 2)), year = digits(text.substr(12, 4));
  const auto month = index_of(months, text.substr(8, 3));
  const auto h = digits(text.substr(17, 2)), m = digits(text.substr(20, 2)), s = digits(text.substr(23, 2));
  if (!day || !year || !month || !h || !m || !s || *h > 23 || *m > 59 || *s > 60) return {};
  const ch::year_month_day date(ch::year(*year), ch::month(*month + 1), ch::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return {};
  const auto time = ch::sys_days(date) + ch::hours(*h) + ch::minutes(*m) + ch::seconds(*s);
  return Instant{ch::duration_cast<ch::microseconds>(time.time_since_epoch()).count()};
}

}  // namespace syncline
