#pragma once
// What weclapp works out of documents, and what their actions do: orders, quotations, invoices, open items, stock.

#include "base/result.h"
#include "sandbox/weclapp/refusal.h"
#include "sandbox/weclapp/tables.h"

namespace syncline::sandbox::weclapp {

/// A price that was not marked as given by hand is that of the article; sums and what follows from them.
void work_out(Tables&, const std::string& entity, Map& row);
/// Whether the change that a PUT makes is possible in the state that the document has.
std::optional<Refusal> lock_on(const std::string& entity, const Map& before, const Map& after);

/// POST /<entity>/id/<id>/<action>; what stands under "result". An unknown action is not found.
Result<Value, Refusal> act(Tables&, const std::string& entity, const std::string& id, const std::string& action,
                           Instant now);

/// Goods leave: all that is left, or quantities by article number. False: there is nothing to ship.
bool ship(Tables&, const std::string& order, const std::map<std::string, Decimal>& quantities, Instant now);
/// What was shipped and not charged, as an invoice with its open item. Its id; empty: there is nothing.
std::string invoice_shipped(Tables&, const std::string& order, Instant now);
/// A payment in a bank transaction of its own; its application's id.
std::string pay(Tables&, const std::string& invoice, const Decimal& amount, Instant now);
/// The whole invoice. The credit note's id.
std::string credit(Tables&, const std::string& invoice, Instant now);
void stock(Tables&, const std::string& article, const std::string& warehouse, const Decimal& quantity, Instant now);

}  // namespace syncline::sandbox::weclapp
