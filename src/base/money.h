#pragma once
// Money: an exact amount with its currency (ISO 4217). Two currencies are never added.

#include <string>
#include <string_view>

#include "base/decimal.h"

namespace syncline {

struct Money {
  Decimal amount;
  std::string currency;  ///< three capital letters

  friend bool operator==(const Money&, const Money&) = default;
};

/// Digits after the point that the currency is written with: EUR 2, JPY 0, KWD 3, CLF 4. Unknown currency: 2.
int minor_digits(std::string_view currency);
/// "12.50 EUR" and back. Errors: money.syntax, decimal.range.
Result<Money, Error> parse_money(std::string_view text);
std::string text_of(const Money&);
/// Errors: money.currency when the currencies differ, else those of Decimal.
Result<Money, Error> add(const Money&, const Money&);

}  // namespace syncline
