#include "expr/reading.h"

#include <algorithm>
#include <charconv>

#include "expr/operators.h"

namespace syncline::expr {

namespace {

Val bad(std::string_view text, std::string_view what, std::string remedy) {
  return Val::error("expr.bad_value", shown(Val::borrow_text(text)) + " is no " + std::string(what), std::move(remedy));
}

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};
constexpr Unit units[] = {{"ns", 1},
                          {"us", 1'000},
                          {"µs", 1'000},
                          {"ms", 1'000'000},
                          {"s", 1'000'000'000},
                          {"m", 60'000'000'000},
                          {"h", 3'600'000'000'000},
                          {"d", 86'400'000'000'000}};

/// Takes "1.5h" off the front of `text`; nanoseconds as a decimal, exact.
std::optional<Decimal> take_span(std::string_view& text) {
  const auto digits = std::min(text.find_first_not_of("0123456789."), text.size());
  std::string number(text.substr(0, digits));
  if (number.starts_with('.')) number.insert(0, "0");
  if (number.ends_with('.')) number.pop_back();
  text.remove_prefix(digits);
  const auto length = std::min(text.find_first_of("0123456789."), text.size());
  const auto name = text.substr(0, length);
  text.remove_prefix(length);
  const auto* unit = std::ranges::find(units, name, &Unit::name);
  auto amount = Decimal::parse(number);
  if (unit == std::end(units) || !amount) return std::nullopt;
  auto span = multiply(*amount, Decimal(unit->nanoseconds));
  return span ? std::optional(*span) : std::nullopt;
}

template <class Int>
std::optional<Int> whole(std::string_view text) {
  Int value = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Val read_timestamp(std::string_view text) {
  std::optional<Instant> at = parse_instant(text);
  if (!at && text.size() == 10) {
    if (auto date = parse_date(text)) at = instant_of({*date, 0, 0, 0, 0}, "UTC");
  }
  return at ? checked_timestamp(*at) : bad(text, "timestamp", "write it as 2026-11-21T09:00:00Z, with an offset");
}

Val read_duration(std::string_view text) {
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  Decimal total;
  bool fine = !rest.empty();
  if (rest == "0") rest = {};
  while (fine && !rest.empty()) {
    auto span = take_span(rest);
    auto sum = span ? add(total, *span) : Result<Decimal, Error>(fail(Error{}));
    fine = sum.ok();
    if (fine) total = *sum;
  }
  if (!fine) return bad(text, "duration", "write it as 1h30m, 90s or 250ms");
  auto us = divide(negative ? total.negated() : total, Decimal(1000), 0, Rounding::down);
  auto count = us ? us->to_int64() : std::nullopt;
  constexpr std::int64_t longest = 315'576'000'000'000'000;
  if (!count || *count > longest || *count < -longest)
    return Val::error("expr.range", "the duration " + std::string(text) + " is longer than 10000 years");
  return Val::duration({*count});
}

Val read_decimal(std::string_view text) {
  auto value = Decimal::parse(text);
  return value ? Val::decimal(*value) : bad(text, "decimal", "write it as 1234.50, without separators");
}

Val read_integer(std::string_view text) {
  auto value = whole<std::int64_t>(text);
  return value ? Val::integer(*value) : bad(text, "int", "write digits only, for example 42");
}

Val read_unsigned(std::string_view text) {
  auto value = whole<std::uint64_t>(text);
  return value ? Val::uint(*value) : bad(text, "uint", "write digits only, for example 42");
}

Val read_bool(std::string_view text) {
  for (std::string_view yes : {"1", "t", "true", "TRUE", "True"}) {
    if (text == yes) return Val::boolean(true);
  }
  for (std::string_view no : {"0", "f", "false", "FALSE", "False"}) {
    if (text == no) return Val::boolean(false);
  }
  return bad(text, "bool", "write true or false");
}

Val read_money(std::string_view text) {
  auto value = parse_money(text);
  return value ? Val::money(std::move(*value)) : bad(text, "amount of money", "write it as 12.50 EUR");
}

}  // namespace syncline::expr
