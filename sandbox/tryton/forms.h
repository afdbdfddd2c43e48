#pragma once
// Forms: what the client fills in while somebody types, which a program can ask for as well.

#include "sandbox/tryton/record.h"

namespace syncline::sandbox::tryton {

/// sale.sale.on_change of `party`: addresses and terms.
Value filled_sale(const Transaction&, const Value& typed);
/// sale.line.on_change_product: unit, price, taxes. Without a company Tryton knows neither price nor taxes.
Value filled_line(const Transaction&, const Value& typed);

}  // namespace syncline::sandbox::tryton
