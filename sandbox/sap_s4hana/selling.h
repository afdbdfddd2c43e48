#pragma once
// Selling: totals and states of documents, deliveries, invoices and what was paid. Only what people edit moves a stamp.

#include <map>

#include "sandbox/sap_s4hana/refusal.h"
#include "sandbox/sap_s4hana/tables.h"

namespace syncline::sandbox::sap {

/// Prices, totals and states from the items.
void recount(Tables&, Row& document, bool is_order);
/// Goods leave: so much of each material, or all that is left. False: there is nothing.
bool deliver(Tables&, const std::string& order, const std::map<std::string, Decimal>& quantities, Instant now);
/// What was delivered and not billed yet, posted. The invoice's number; empty: there is nothing.
std::string bill(Tables&, const std::string& order, Instant now);
void pay(Tables&, const std::string& invoice, const Decimal& amount, Instant now);
/// A credit memo over all of it, which clears it. Its number.
std::string credit(Tables&, const std::string& invoice, Instant now);
/// As the function import Cancel.
Done<std::string> cancel(Tables&, const std::string& invoice, Instant now);

}  // namespace syncline::sandbox::sap
