#pragma once
// Amounts: sums as Tryton rounds them, to cents and to even.

#include "base/decimal.h"
#include "sandbox/tryton/record.h"

namespace syncline::sandbox::tryton {

/// What does not fit into a Decimal is 0: nobody sells that much.
inline Decimal plus(const Decimal& a, const Decimal& b) { return add(a, b).value_or(Decimal()); }
inline Decimal minus(const Decimal& a, const Decimal& b) { return subtract(a, b).value_or(Decimal()); }
inline Decimal times(const Decimal& a, const Decimal& b) { return multiply(a, b).value_or(Decimal()); }
inline Decimal in_cents(const Decimal& amount) { return amount.rounded(2, Rounding::half_even).value_or(Decimal()); }

struct Totals {
  Decimal untaxed, tax, total;
};
/// Of lines with type, quantity, unit_price and taxes; each tax is rounded once, on the sum of what it is due on.
Totals totals_of(const std::vector<Record>& lines);
Decimal line_amount(const Record& line);

}  // namespace syncline::sandbox::tryton
