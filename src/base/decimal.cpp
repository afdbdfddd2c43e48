#include "base/decimal.h"

#include <algorithm>
#include <array>

#include "base/wide.h"

namespace syncline {
namespace {

constexpr int max_digits = 38;

Int128 power_of_ten(int n) {
  static constexpr auto powers = [] {
    std::array<Int128, max_digits + 1> table{1};
    for (std::size_t i = 1; i < table.size(); ++i) table[i] = table[i - 1] * 10;
    return table;
  }();
  return powers[static_cast<std::size_t>(n)];
}

Int128 largest() { return power_of_ten(max_digits) - 1; }

bool fits(Int128 n) { return n <= largest() && n >= -largest(); }

UInt128 magnitude(Int128 n) { return static_cast<UInt128>(n < 0 ? -n : n); }

std::string digits_of(Int128 n) {
  std::string digits;
  for (UInt128 rest = magnitude(n); rest != 0 || digits.empty(); rest /= 10) {
    digits += static_cast<char>('0' + static_cast<int>(rest % 10));
  }
  std::ranges::reverse(digits);
  return digits;
}

Failure<Error> out_of_range(std::string_view what) {
  return fail(Error{ErrorClass::validation, "decimal.range",
                    "the number " + std::string(what) + " has more than 38 digits or more than 18 places", "",
                    "use fewer digits or round it first", std::nullopt});
}

bool multiplied(Int128 a, Int128 b, Int128& product) {
  return !__builtin_mul_overflow(a, b, &product) && fits(product);
}

/// Both coefficients at the larger of the two scales. False: does not fit.
bool aligned(const Decimal& a, const Decimal& b, Int128& x, Int128& y, int& scale) {
  scale = std::max(a.scale(), b.scale());
  return multiplied(a.coefficient(), power_of_ten(scale - a.scale()), x) &&
         multiplied(b.coefficient(), power_of_ten(scale - b.scale()), y);
}

/// Whether a truncated quotient moves away from zero. `rest` is what was cut off, compared with half a unit.
bool rounds_away(Rounding mode, bool negative, bool odd, std::strong_ordering rest) {
  switch (mode) {
    case Rounding::half_up: return rest >= 0;
    case Rounding::half_even: return rest > 0 || (rest == 0 && odd);
    case Rounding::down: return false;
    case Rounding::up: return true;
    case Rounding::floor: return negative;
    case Rounding::ceiling: return !negative;
  }
  return false;
}

/// Precondition: divisor > 0.
Int128 rounded_quotient(Int128 n, Int128 divisor, Rounding mode) {
  const Int128 quotient = n / divisor;
  const Int128 rest = n < 0 ? -(n % divisor) : n % divisor;
  if (rest == 0 || !rounds_away(mode, n < 0, quotient % 2 != 0, rest <=> divisor - rest)) return quotient;
  return n < 0 ? quotient - 1 : quotient + 1;
}

/// The same for magnitudes that need more than 128 bits on the way.
Wide rounded_quotient(const Wide& n, const Wide& divisor, bool negative, Rounding mode) {
  const auto [quotient, rest] = divided(n, divisor);
  const bool odd = quotient.low % 2 != 0;
  if (rest == Wide{} || !rounds_away(mode, negative, odd, sum(rest, rest) <=> divisor)) return quotient;
  return sum(quotient, {0, 1});
}

constexpr Wide ten = {0, 10};

/// n·10^-scale; zeros at the end give way when there are more than 38 digits. Empty: does not fit.
std::optional<Decimal> narrowed(Wide n, int scale, bool negative) {
  const Wide limit = {0, magnitude(largest())};
  for (; n > limit && scale > 0; --scale) {
    const auto [quotient, rest] = divided(n, ten);
    if (rest != Wide{}) return std::nullopt;
    n = quotient;
  }
  if (n > limit) return std::nullopt;
  const auto coefficient = static_cast<Int128>(n.low);
  return Decimal::of(negative ? -coefficient : coefficient, scale);
}

/// Reads digits with at most one point. False: this is no number.
struct Digits {
  std::string text;
  int scale = 0;
};
bool take_digits(std::string_view& rest, Digits& into) {
  std::size_t at = 0;
  bool point = false;
  for (; at < rest.size(); ++at) {
    if (rest[at] >= '0' && rest[at] <= '9') {
      into.text += rest[at];
      into.scale += point;
    } else if (rest[at] == '.' && !point && at > 0) {
      point = true;
    } else {
      break;
    }
  }
  if (at == 0 || rest[at - 1] == '.') return false;
  rest.remove_prefix(at);
  return true;
}

/// "e-12", "E+3", "". False: malformed. An exponent beyond every decimal's is given as 9999.
bool take_exponent(std::string_view rest, int& exponent) {
  if (rest.empty()) return true;
  if (rest[0] != 'e' && rest[0] != 'E') return false;
  rest.remove_prefix(1);
  const bool down = rest.starts_with('-');
  if (down || rest.starts_with('+')) rest.remove_prefix(1);
  if (rest.empty() || rest.find_first_not_of("0123456789") != std::string_view::npos) return false;
  for (const char c : rest) exponent = std::min(exponent * 10 + (c - '0'), 9999);
  if (down) exponent = -exponent;
  return true;
}

}  // namespace

Decimal::Decimal(std::int64_t units) : coefficient_(units) {}

Decimal Decimal::of(Int128 coefficient, int scale) {
  Decimal d;
  d.coefficient_ = coefficient;
  d.scale_ = static_cast<std::int8_t>(scale);
  return d;
}

Result<Decimal, Error> Decimal::parse(std::string_view text) {
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative) rest.remove_prefix(1);
  Digits digits;
  int exponent = 0;
  if (!take_digits(rest, digits) || !take_exponent(rest, exponent)) {
    return fail(Error{ErrorClass::validation, "decimal.syntax",
                      "\"" + std::string(text.substr(0, 60)) + "\" is not a decimal number", "",
                      "write it like -1234.50", std::nullopt});
  }
  int scale = digits.scale;
  std::string& coefficient_text = digits.text;
  coefficient_text.erase(0, std::min(coefficient_text.find_first_not_of('0'), coefficient_text.size() - 1));
  if (coefficient_text == "0") return of(0, std::clamp(scale - exponent, 0, max_scale));
  scale -= exponent;
  // Zeros at the end beyond what can be held lose nothing.
  while (scale > max_scale && coefficient_text.ends_with('0')) {
    coefficient_text.pop_back();
    --scale;
  }
  const auto size = static_cast<std::int64_t>(coefficient_text.size());
  if (scale > max_scale || size + std::max(0, -scale) > max_digits) return out_of_range(text.substr(0, 60));
  Int128 coefficient = 0;
  for (const char c : coefficient_text) coefficient = coefficient * 10 + (c - '0');
  coefficient *= power_of_ten(std::max(0, -scale));
  return of(negative ? -coefficient : coefficient, std::max(0, scale));
}

std::string Decimal::text() const {
  std::string digits = digits_of(coefficient_);
  const auto places = static_cast<std::size_t>(scale_);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, 1, '.');
  return coefficient_ < 0 ? "-" + digits : digits;
}

int Decimal::sign() const { return coefficient_ > 0 ? 1 : coefficient_ < 0 ? -1 : 0; }

bool Decimal::is_integer() const { return coefficient_ % power_of_ten(scale_) == 0; }

std::optional<std::int64_t> Decimal::to_int64() const {
  if (!is_integer()) return std::nullopt;
  const Int128 whole = coefficient_ / power_of_ten(scale_);
  if (whole > INT64_MAX || whole < INT64_MIN) return std::nullopt;
  return static_cast<std::int64_t>(whole);
}

Decimal Decimal::negated() const { return of(-coefficient_, scale_); }
Decimal Decimal::abs() const { return of(coefficient_ < 0 ? -coefficient_ : coefficient_, scale_); }

Decimal Decimal::normalised() const {
  Decimal d = *this;
  while (d.scale_ > 0 && d.coefficient_ % 10 == 0) {
    d.coefficient_ /= 10;
    --d.scale_;
  }
  return d;
}

Result<Decimal, Error> Decimal::rounded(int scale, Rounding mode) const {
  if (scale < 0 || scale > max_scale) return out_of_range(text() + " with " + std::to_string(scale) + " places");
  if (scale >= scale_) {
    Int128 widened = 0;
    if (!multiplied(coefficient_, power_of_ten(scale - scale_), widened)) {
      return out_of_range(text() + " with " + std::to_string(scale) + " places");
    }
    return of(widened, scale);
  }
  return of(rounded_quotient(coefficient_, power_of_ten(scale_ - scale), mode), scale);
}

Result<Decimal, Error> add(const Decimal& a, const Decimal& b) {
  Int128 x = 0, y = 0, total = 0;
  int scale = 0;
  if (aligned(a, b, x, y, scale) && !__builtin_add_overflow(x, y, &total) && fits(total)) {
    return Decimal::of(total, scale);
  }
  const Wide p = product(magnitude(a.coefficient()), magnitude(power_of_ten(scale - a.scale())));
  const Wide q = product(magnitude(b.coefficient()), magnitude(power_of_ten(scale - b.scale())));
  const bool a_negative = a.sign() < 0, b_negative = b.sign() < 0;
  const auto exact = a_negative == b_negative ? narrowed(sum(p, q), scale, a_negative)
                     : p < q                  ? narrowed(difference(q, p), scale, b_negative)
                                              : narrowed(difference(p, q), scale, a_negative);
  if (!exact) return out_of_range(a.text() + " + " + b.text());
  return *exact;
}

Result<Decimal, Error> subtract(const Decimal& a, const Decimal& b) { return add(a, b.negated()); }

Result<Decimal, Error> multiply(const Decimal& a, const Decimal& b) {
  const int scale = a.scale() + b.scale();
  const int cut = std::max(0, scale - Decimal::max_scale);
  Int128 exact = 0;
  if (multiplied(a.coefficient(), b.coefficient(), exact)) {
    return Decimal::of(rounded_quotient(exact, power_of_ten(cut), Rounding::half_even), scale - cut);
  }
  const bool negative = a.sign() * b.sign() < 0;
  const Wide wide = product(magnitude(a.coefficient()), magnitude(b.coefficient()));
  const Wide unit = {0, magnitude(power_of_ten(cut))};
  const auto rounded = narrowed(rounded_quotient(wide, unit, negative, Rounding::half_even), scale - cut, negative);
  if (!rounded) return out_of_range(a.text() + " * " + b.text());
  return *rounded;
}

Result<Decimal, Error> divide(const Decimal& a, const Decimal& b, int scale, Rounding mode) {
  if (b.sign() == 0) {
    return fail(Error{ErrorClass::validation, "decimal.zero", a.text() + " is divided by zero", "",
                      "test the divisor first", std::nullopt});
  }
  if (scale < 0 || scale > Decimal::max_scale) {
    return out_of_range(a.text() + " / " + b.text() + " with " + std::to_string(scale) + " places");
  }
  // a·10^-sa / (b·10^-sb) at `scale` places is a·10^(scale + sb - sa) / b.
  const int shift = scale + b.scale() - a.scale();
  const Wide n = product(magnitude(a.coefficient()), magnitude(power_of_ten(std::max(0, shift))));
  const Wide d = product(magnitude(b.coefficient()), magnitude(power_of_ten(std::max(0, -shift))));
  const bool negative = a.sign() * b.sign() < 0;
  const auto quotient = narrowed(rounded_quotient(n, d, negative, mode), scale, negative);
  if (!quotient) return out_of_range(a.text() + " / " + b.text());
  return *quotient;
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  const Decimal x = a.normalised(), y = b.normalised();
  Int128 p = 0, q = 0;
  int scale = 0;
  if (aligned(x, y, p, q, scale))
    return p < q ? std::strong_ordering::less : p > q ? std::strong_ordering::greater : std::strong_ordering::equal;
  // One of them has no room for the other's places: their whole parts differ.
  const Int128 whole_x = x.coefficient() / power_of_ten(x.scale()), whole_y = y.coefficient() / power_of_ten(y.scale());
  return whole_x < whole_y ? std::strong_ordering::less : std::strong_ordering::greater;
}

}  // namespace syncline
