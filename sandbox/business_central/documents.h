#pragma once
// Documents: orders, quotes, invoices and credit memos with their lines: amounts, shipping, invoicing, posting, paying.

#include <map>
#include <string>

#include "sandbox/business_central/refusal.h"
#include "sandbox/business_central/tables.h"

namespace syncline::sandbox::business_central {

bool has_lines(const EntityType&);
bool is_line_set(const std::string& set);
std::string line_set_of(const std::string& document_set);
std::string document_set_of(const std::string& line_set);

/// After a property of the line was set: its amounts.
void line_changed(Row& line, const std::string& property);
/// The sums of the document.
void add_up(Tables&, const EntityType& document_type, Row& document);

/// Goods leave: quantities by item number, all that is left without. The order's stamp does not move, nor the item's.
void ship(Tables&, Row& order, const std::map<std::string, Decimal>& quantities, Instant now);
/// Goods that came in.
void receive(Tables&, Row& item, const Decimal& quantity, Instant now);
/// A posted invoice over what was shipped. An order that is invoiced whole is gone. The invoice's id, "" without goods.
std::string invoice_shipped(Tables&, const std::string& order_id, Instant now);
/// Bound actions. Errors: the state does not allow it, or there is no such action.
Done<void> act(Tables&, const EntityType&, const std::string& id, const std::string& action, Instant now);
/// Money for a posted invoice. Its stamp moves only when nothing is left to pay.
void pay(Row& invoice, const Decimal& amount, Instant now);

}  // namespace syncline::sandbox::business_central
