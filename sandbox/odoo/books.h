#pragma once
// Books: what leaves for an order, what is charged for it, paid and credited. Of an order only the stamps of the lines
// that left move; of an invoice its own, with each payment.

#include <map>
#include <string>

#include "sandbox/odoo/environment.h"

namespace syncline::sandbox::odoo {

/// So much of each article by its reference, or all that is left. False: there is nothing.
bool deliver(Environment&, std::int64_t order, const std::map<std::string, Decimal>& quantities);
/// What was delivered and not charged yet, posted. 0: there is nothing.
std::int64_t bill(Environment&, std::int64_t order);
void pay(Environment&, std::int64_t invoice, const Decimal& amount);
/// All of it, set off against the invoice.
std::int64_t credit(Environment&, std::int64_t invoice);

}  // namespace syncline::sandbox::odoo
