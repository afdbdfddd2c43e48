#include "sandbox/tryton/amounts.h"

#include <map>

namespace syncline::sandbox::tryton {

Decimal line_amount(const Record& line) {
  return line.text("type") == "line" ? in_cents(times(line.number("quantity"), line.number("unit_price")))
                                     : Decimal::of(0, 1);
}

Totals totals_of(const std::vector<Record>& lines) {
  Totals totals{Decimal::of(0, 2), Decimal::of(0, 2), Decimal::of(0, 2)};
  std::map<Id, Decimal> due;
  for (const Record& line : lines) {
    if (line.text("type") != "line") continue;
    totals.untaxed = plus(totals.untaxed, line_amount(line));
    const Decimal base = times(line.number("quantity"), line.number("unit_price"));
    for (const Record& tax : line.all("taxes")) due[tax.id()] = plus(due[tax.id()], times(base, tax.number("rate")));
  }
  for (const auto& [tax, amount] : due) totals.tax = plus(totals.tax, in_cents(amount));
  totals.total = plus(totals.untaxed, totals.tax);
  return totals;
}

}  // namespace syncline::sandbox::tryton
