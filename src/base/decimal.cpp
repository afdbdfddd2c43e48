#include "base/decimal.h"

#include <algorithm>

namespace syncline {
namespace {

constexpr int max_digits = 38;

Int128 power_of_ten(int n) {
  Int128 power = 1;
  while (n-- > 0) power *= 10;
  return power;
}

/// 10^38 - 1: the largest coefficient.
Int128 largest() { return power_of_ten(37) * 10 - 1; }

bool fits(Int128 n) { return n <= largest() && n >= -largest(); }

std::string digits_of(Int128 n) {
  std::string digits;
  do {
    const int digit = static_cast<int>(n % 10);
    digits += static_cast<char>('0' + (digit < 0 ? -digit : digit));
    n /= 10;
  } while (n != 0);
  std::ranges::reverse(digits);
  return digits;
}

Failure<Error> out_of_range(std::string_view what) {
  return fail(Error{ErrorClass::validation, "decimal.range", "the number " + std::string(what) + " has more than 38 digits or more than 18 places", "",
                    "use fewer digits", std::nullopt});
}

bool multiplied(Int128 a, Int128 b, Int128& product) { return !__builtin_mul_overflow(a, b, &product) && fits(product); }

/// Both coefficients at the larger of the two scales. False: does not fit.
bool aligned(const Decimal& a, const Decimal& b, Int128& x, Int128& y, int& scale) {
  scale = std::max(a.scale(), b.scale());
  return multiplied(a.coefficient(), power_of_ten(scale - a.scale()), x) &&
         multiplied(b.coefficient(), power_of_ten(scale - b.scale()), y);
}

/// Quotient of truncation, corrected by the rounding mode.
Int128 rounded_quotient(Int128 n, Int128 divisor, Rounding mode) {
  if (divisor < 0) {
    n = -n;
    divisor = -divisor;
  }
  const Int128 quotient = n / divisor;
  const Int128 rest = n % divisor;
  if (rest == 0) return quotient;
  const bool negative = n < 0;
  const Int128 size = negative ? -rest : rest;
  const bool above_half = size > divisor - size;
  const bool half = size == divisor - size;
  bool away = false;
  switch (mode) {
    case Rounding::half_up: away = above_half || half; break;
    case Rounding::half_even: away = above_half || (half && quotient % 2 != 0); break;
    case Rounding::down: away = false; break;
    case Rounding::up: away = true; break;
    case Rounding::floor: away = negative; break;
    case Rounding::ceiling: away = !negative; break;
  }
  if (!away) return quotient;
  return negative ? quotient - 1 : quotient + 1;
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
  const auto syntax = [&] {
    return fail(Error{ErrorClass::validation, "decimal.syntax", "\"" + std::string(text.substr(0, 60)) + "\" is not a decimal number",
                      "", "write it like -1234.50", std::nullopt});
  };
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative) rest.remove_prefix(1);
  std::string digits;
  int scale = 0;
  bool point = false;
  std::size_t at = 0;
  for (; at < rest.size(); ++at) {
    const char c = rest[at];
    if (c >= '0' && c <= '9') {
      digits += c;
      scale += point;
    } else if (c == '.' && !point && at > 0) {
      point = true;
    } else {
      break;
    }
  }
  if (digits.empty() || rest[at - 1] == '.') return syntax();
  if (at < rest.size()) {
    if (rest[at] != 'e' && rest[at] != 'E') return syntax();
    std::string_view power = rest.substr(at + 1);
    const bool down = power.starts_with('-');
    if (down || power.starts_with('+')) power.remove_prefix(1);
    if (power.empty() || power.find_first_not_of("0123456789") != std::string_view::npos) return syntax();
    if (digits.find_first_not_of('0') == std::string::npos) return of(0, std::min(scale, max_scale));
    power.remove_prefix(std::min(power.find_first_not_of('0'), power.size() - 1));
    if (power.size() > 4) return out_of_range(text.substr(0, 60));
    const int exponent = std::stoi(std::string(power));
    scale += down ? exponent : -exponent;
  }
  // Zeros at the end beyond what can be held lose nothing.
  while (scale > max_scale && digits.ends_with('0')) {
    digits.pop_back();
    --scale;
  }
  if (digits.empty()) return of(0, std::clamp(scale, 0, max_scale));
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  if (scale > max_scale || static_cast<int>(digits.size()) + std::max(0, -scale) > max_digits) {
    return out_of_range(text.substr(0, 60));
  }
  for (; scale < 0; ++scale) digits += '0';
  Int128 coefficient = 0;
  for (const char c : digits) coefficient = coefficient * 10 + (c - '0');
  return of(negative ? -coefficient : coefficient, scale);
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
  if (scale < 0 || scale > max_scale) return out_of_range(text());
  if (scale >= scale_) {
    Int128 widened = 0;
    if (!multiplied(coefficient_, power_of_ten(scale - scale_), widened)) return out_of_range(text());
    return of(widened, scale);
  }
  return of(rounded_quotient(coefficient_, power_of_ten(scale_ - scale), mode), scale);
}

Result<Decimal, Error> add(const Decimal& a, const Decimal& b) {
  Int128 x = 0, y = 0;
  int scale = 0;
  if (!aligned(a, b, x, y, scale) || !fits(x + y)) return out_of_range(a.text() + " + " + b.text());
  return Decimal::of(x + y, scale);
}

Result<Decimal, Error> subtract(const Decimal& a, const Decimal& b) { return add(a, b.negated()); }

Result<Decimal, Error> multiply(const Decimal& a, const Decimal& b) {
  Decimal x = a, y = b;
  if (x.scale() + y.scale() > Decimal::max_scale) {
    x = x.normalised();
    y = y.normalised();
  }
  Int128 product = 0;
  if (!multiplied(x.coefficient(), y.coefficient(), product)) return out_of_range(a.text() + " * " + b.text());
  const int scale = x.scale() + y.scale();
  if (scale <= Decimal::max_scale) return Decimal::of(product, scale);
  return Decimal::of(rounded_quotient(product, power_of_ten(scale - Decimal::max_scale), Rounding::half_even), Decimal::max_scale);
}

Result<Decimal, Error> divide(const Decimal& a, const Decimal& b, int scale, Rounding mode) {
  if (b.sign() == 0) {
    return fail(Error{ErrorClass::validation, "decimal.zero", a.text() + " is divided by zero", "", "test the divisor first", std::nullopt});
  }
  if (scale < 0 || scale > Decimal::max_scale) return out_of_range(a.text() + " / " + b.text());
  // a·10^-sa / (b·10^-sb) at `scale` places is a·10^(scale + sb - sa) / b.
  const int shift = scale + b.scale() - a.scale();
  Int128 n = a.coefficient(), d = b.coefficient();
  const bool fitted = shift >= 0 ? multiplied(n, power_of_ten(shift), n) : multiplied(d, power_of_ten(-shift), d);
  if (!fitted) return out_of_range(a.text() + " / " + b.text());
  return Decimal::of(rounded_quotient(n, d, mode), scale);
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  const Decimal x = a.normalised(), y = b.normalised();
  Int128 p = 0, q = 0;
  int scale = 0;
  if (aligned(x, y, p, q, scale)) return p < q ? std::strong_ordering::less : p > q ? std::strong_ordering::greater : std::strong_ordering::equal;
  // One of them has no room for the other's places: their whole parts differ.
  const Int128 whole_x = x.coefficient() / power_of_ten(x.scale()), whole_y = y.coefficient() / power_of_ten(y.scale());
  return whole_x < whole_y ? std::strong_ordering::less : std::strong_ordering::greater;
}

}  // namespace syncline
