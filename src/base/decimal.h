#pragma once
// Decimal: exact decimal numbers for money and quantities. Coefficient of 38 digits, scale 0 … 18; scale is kept
// ("1299.00" stays "1299.00"). Nothing here passes through binary floating point. All operations are thread-safe.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace syncline {

enum class Rounding : std::uint8_t { half_up, half_even, down, up, floor, ceiling };

__extension__ typedef __int128 Int128;

class Decimal {
 public:
  static constexpr int max_scale = 18;

  constexpr Decimal() = default;
  Decimal(std::int64_t units);  // NOLINT: implicit by design, exact
  /// Precondition: |coefficient| < 10^38, 0 ≤ scale ≤ max_scale.
  static Decimal of(Int128 coefficient, int scale);

  /// Accepts "-12.50", "1e3", "1.2E-4" (as JSON numbers may be written). No spaces, no separators, no NaN.
  /// Errors: more than 38 digits or a scale over 18 (code decimal.range), anything else (decimal.syntax).
  static Result<Decimal, Error> parse(std::string_view text);

  /// Plain notation with the scale kept; parse(text()) == *this with equal scale.
  std::string text() const;

  int scale() const { return scale_; }
  Int128 coefficient() const { return coefficient_; }
  int sign() const;
  bool is_integer() const;
  /// Exact, when it is an integer in range.
  std::optional<std::int64_t> to_int64() const;
  Decimal negated() const;
  Decimal abs() const;
  /// The same value without trailing zeros after the point.
  Decimal normalised() const;

  /// Errors of all arithmetic: decimal.range when the result does not fit; decimal.zero for a division by zero.
  /// A scale is given up only where it takes no more than dropping trailing zeros to make the result fit.
  Result<Decimal, Error> rounded(int scale, Rounding) const;
  friend Result<Decimal, Error> add(const Decimal&, const Decimal&);
  friend Result<Decimal, Error> subtract(const Decimal&, const Decimal&);
  /// Exact product; when its scale is over 18 it is rounded half-even to 18.
  friend Result<Decimal, Error> multiply(const Decimal&, const Decimal&);
  friend Result<Decimal, Error> divide(const Decimal&, const Decimal&, int scale, Rounding);

  /// By value: 1.0 == 1.00.
  friend std::strong_ordering operator<=>(const Decimal&, const Decimal&);
  friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }

 private:
  Int128 coefficient_ = 0;
  std::int8_t scale_ = 0;
};

Result<Decimal, Error> add(const Decimal&, const Decimal&);
Result<Decimal, Error> subtract(const Decimal&, const Decimal&);
Result<Decimal, Error> multiply(const Decimal&, const Decimal&);
Result<Decimal, Error> divide(const Decimal&, const Decimal&, int scale, Rounding);

}  // namespace syncline
