// Decimal against arbitrary-precision integers that share no code with it.
#include <boost/multiprecision/cpp_int.hpp>
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "base/decimal.h"

namespace syncline {
namespace {

using Big = boost::multiprecision::cpp_int;

Big power(int n) { return boost::multiprecision::pow(Big(10), static_cast<unsigned>(n)); }

/// A decimal as the text it was made from and as an unlimited integer count of 10^-36.
struct Sample {
  std::string text;
  Decimal decimal;
  Big units;
};

std::ostream& operator<<(std::ostream& out, const Sample& sample) { return out << sample.text; }

/// Digit counts and scales are drawn evenly, so that the limits (38, 18) and cancellation come up often.
Sample make_sample(int size, int scale, bool negative, const std::vector<int>& chosen) {
  std::string digits;
  for (int i = 0; i < size; ++i) digits += static_cast<char>('0' + chosen[static_cast<std::size_t>(i)]);
  const Big magnitude(digits.substr(std::min(digits.find_first_not_of('0'), digits.size() - 1)));
  if (size <= scale) digits.insert(0, static_cast<std::size_t>(scale - size + 1), '0');
  if (scale > 0) digits.insert(digits.size() - static_cast<std::size_t>(scale), 1, '.');
  Sample sample;
  sample.text = (negative && magnitude != 0 ? "-" : "") + digits;
  sample.units = (negative ? -magnitude : magnitude) * power(36 - scale);
  sample.decimal = Decimal::parse(sample.text).value();
  return sample;
}

rc::Gen<Sample> any_sample(int max_size = 38) {
  // Nines and zeros at length are where carries and the limit are.
  const auto digit =
      rc::gen::weightedOneOf<int>({{2, rc::gen::inRange(0, 10)}, {1, rc::gen::just(9)}, {1, rc::gen::just(0)}});
  return rc::gen::apply(make_sample, rc::gen::inRange(1, max_size + 1), rc::gen::inRange(0, 19),
                        rc::gen::arbitrary<bool>(), rc::gen::container<std::vector<int>>(38, digit));
}

/// Half-even, in unlimited integers.
Big rounded_half_even(const Big& n, const Big& divisor) {
  const Big size = abs(n), limit = abs(divisor);
  Big quotient = size / limit;
  const Big twice = (size % limit) * 2;
  if (twice > limit || (twice == limit && quotient % 2 != 0)) ++quotient;
  return (n < 0) != (divisor < 0) ? -quotient : quotient;
}

/// `units` counts 10^-18. Whether some scale of 0 … 18 holds it in 38 digits.
bool representable(Big units) {
  for (int scale = 18; scale > 0 && units % 10 == 0; --scale) units /= 10;
  return abs(units) < power(38);
}

Big units_of(const Decimal& d) {
  const std::string text = d.text();
  const auto point = text.find('.');
  std::string digits = text;
  if (point != std::string::npos) digits.erase(point, 1);
  const bool negative = digits.starts_with('-');
  if (negative) digits.erase(0, 1);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  const int scale = point == std::string::npos ? 0 : static_cast<int>(text.size() - point - 1);
  return Big(negative ? "-" + digits : digits) * power(36 - scale);
}

/// `expected` counts 10^-18.
void agrees(const Result<Decimal, Error>& result, const Big& expected) {
  if (representable(expected)) {
    RC_ASSERT(result.ok());
    RC_ASSERT(units_of(*result) == expected * power(18));
  } else {
    RC_ASSERT(!result.ok());
    RC_ASSERT(result.error().code == "decimal.range");
  }
}

template <class F>
void holds(const char* what, F&& property) {
  CHECK(rc::check(what, std::forward<F>(property)));
}

TEST_CASE("text and number are the same thing") {
  holds("a text is kept digit by digit", [] {
    const Sample a = *any_sample();
    const std::string text = a.decimal.text();
    RC_ASSERT(Decimal::parse(text).value() == a.decimal);
    RC_ASSERT(Decimal::parse(text)->scale() == a.decimal.scale());
    RC_ASSERT(units_of(a.decimal) == a.units);
  });
  holds("17 digits, where binary floating point begins to lie, come back as written", [] {
    const auto n = *rc::gen::inRange<std::int64_t>(10'000'000'000'000'000, 100'000'000'000'000'000);
    const int scale = *rc::gen::inRange(1, 17);
    std::string text = std::to_string(n);
    text.insert(text.size() - static_cast<std::size_t>(scale), 1, '.');
    RC_ASSERT(Decimal::parse(text).value().text() == text);
  });
}

TEST_CASE("order and arithmetic agree with unlimited integers") {
  holds("order", [] {
    const Sample a = *any_sample(), b = *any_sample();
    RC_ASSERT((a.decimal < b.decimal) == (a.units < b.units));
    RC_ASSERT((a.decimal == b.decimal) == (a.units == b.units));
    RC_ASSERT(a.decimal.normalised() == a.decimal);
  });
  holds("sum and difference", [] {
    const Sample a = *any_sample(), b = *any_sample();
    agrees(add(a.decimal, b.decimal), (a.units + b.units) / power(18));
    agrees(subtract(a.decimal, b.decimal), (a.units - b.units) / power(18));
  });
  holds("product, half-even beyond 18 places", [] {
    const int size = *rc::gen::element(10, 20, 38);
    const Sample a = *any_sample(size), b = *any_sample(size);
    agrees(multiply(a.decimal, b.decimal), rounded_half_even(a.units * b.units, power(54)));
  });
  holds("quotient at any number of places", [] {
    const int size = *rc::gen::element(10, 20, 38);
    const Sample a = *any_sample(size), b = *any_sample(size);
    RC_PRE(b.units != 0);
    const int scale = *rc::gen::inRange(0, 19);
    const Big expected = rounded_half_even(a.units * power(scale), b.units);
    agrees(divide(a.decimal, b.decimal, scale, Rounding::half_even), expected * power(18 - scale));
  });
}

}  // namespace
}  // namespace syncline
