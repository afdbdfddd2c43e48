#include "connect/written_forms.h"

#include <algorithm>
#include <cstdio>

namespace syncline {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The digits without the marks between groups; nothing when groups are not of three digits.
std::optional<std::string> ungrouped(std::string_view whole, char between) {
  if (whole.find(between) == std::string_view::npos) return std::string(whole);
  std::string out;
  std::size_t length = 0;
  bool first = true;
  for (std::size_t i = 0; i <= whole.size(); ++i) {
    if (i < whole.size() && whole[i] != between) {
      out += whole[i];
      ++length;
      continue;
    }
    if (first ? length == 0 || length > 3 : length != 3) return std::nullopt;
    first = false;
    length = 0;
  }
  return out;
}

}  // namespace

std::optional<Decimal> decimal_from(std::string_view text, char mark) {
  std::string plain;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    if (text.front() == '-') plain = "-";
    text.remove_prefix(1);
  }
  const std::size_t at = text.find(mark);
  const auto whole = ungrouped(text.substr(0, at), mark == ',' ? '.' : ',');
  if (!whole || whole->empty() || !std::ranges::all_of(*whole, is_digit)) return std::nullopt;
  plain += *whole;
  if (at != std::string_view::npos) {
    const std::string_view fraction = text.substr(at + 1);
    if (fraction.empty() || !std::ranges::all_of(fraction, is_digit)) return std::nullopt;
    plain += "." + std::string(fraction);
  }
  const auto number = Decimal::parse(plain);
  return number ? std::optional(*number) : std::nullopt;
}

std::string decimal_text(const Decimal& number, char mark) {
  std::string out = number.text();
  std::ranges::replace(out, '.', mark);
  return out;
}

std::string written(Instant instant, std::string_view form) {
  const std::string iso = to_iso(instant);
  std::string out;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] != '%' || i + 1 == form.size()) {
      out += form[i];
      continue;
    }
    switch (form[++i]) {
      case 'Y': out += iso.substr(0, 4); break;
      case 'y': out += iso.substr(2, 2); break;
      case 'm': out += iso.substr(5, 2); break;
      case 'd': out += iso.substr(8, 2); break;
      case 'H': out += iso.substr(11, 2); break;
      case 'M': out += iso.substr(14, 2); break;
      case 'S': out += iso.substr(17, 2); break;
      default: out += form[i];
    }
  }
  return out;
}

std::string written(const Date& date, std::string_view form) {
  return written(*parse_instant(to_iso(date) + "T00:00:00Z"), form);
}

std::optional<Instant> moment_from(std::string_view text, std::string_view form) {
  int year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  const auto take = [&](std::size_t digits, int& into, int plus = 0) {
    if (text.size() < digits ||
        !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(digits), is_digit))
      return false;
    into = plus;
    int value = 0;
    for (const char c : text.substr(0, digits)) value = value * 10 + (c - '0');
    into += value;
    text.remove_prefix(digits);
    return true;
  };
  for (std::size_t i = 0; i < form.size(); ++i) {
    bool good = false;
    if (form[i] != '%' || i + 1 == form.size()) {
      good = !text.empty() && text.front() == form[i];
      if (good) text.remove_prefix(1);
    } else {
      switch (form[++i]) {
        case 'Y': good = take(4, year); break;
        case 'y': good = take(2, year, 2000); break;
        case 'm': good = take(2, month); break;
        case 'd': good = take(2, day); break;
        case 'H': good = take(2, hour); break;
        case 'M': good = take(2, minute); break;
        case 'S': good = take(2, second); break;
        default: break;
      }
    }
    if (!good) return std::nullopt;
  }
  if (!text.empty()) return std::nullopt;
  char iso[48];
  std::snprintf(iso, sizeof iso, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day, hour, minute, second);
  return parse_instant(iso);
}

}  // namespace syncline
