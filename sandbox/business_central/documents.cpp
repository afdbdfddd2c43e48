#include "sandbox/business_central/documents.h"

#include <algorithm>

namespace syncline::sandbox::business_central {
namespace {

constexpr std::int64_t tax_percent = 19;
constexpr std::int64_t due_days = 30;

Decimal number(const Row& row, const char* name) {
  const Value value = stored(row, name);
  return value.is_number() ? value.as_decimal() : Decimal();
}
Decimal times(const Decimal& a, const Decimal& b) { return multiply(a, b).value(); }
Decimal plus(const Decimal& a, const Decimal& b) { return add(a, b).value(); }
Decimal minus(const Decimal& a, const Decimal& b) { return subtract(a, b).value(); }
Decimal percent(const Decimal& of, const Decimal& rate) {
  return times(times(of, rate), Decimal::of(1, 2)).rounded(2, Rounding::half_up).value();
}
Decimal cents(const Decimal& amount) { return amount.rounded(2, Rounding::half_up).value(); }

bool all_lines(const Tables& tables, const Row& order, const char* done) {
  return std::ranges::all_of(tables.rows_where("salesOrderLines", "documentId", Value(order.id)), [&](const Row* line) {
    return stored(*line, "lineType") == Value("Comment") || number(*line, done) >= number(*line, "quantity");
  });
}

/// A document with the header of another one, without lines.
Row& follow_up(Tables& tables, const EntityType& type, const Row& from, Instant now) {
  Row& made = tables.add(type, now);
  for (const auto& [name, value] : from.fields) {
    const Property* property = type.property(name);
    if (property && name != "id" && name != "number" && name != "status") made.fields.set(name, value);
  }
  return made;
}

void copy_line(Tables& tables, const Row& from, const std::string& set, const Row& document, const Decimal& quantity,
               Instant now) {
  const EntityType& type = *type_of_set(set);
  Row& line = tables.add(type, now);
  for (const auto& [name, value] : from.fields) {
    if (type.property(name) && name != "id") line.fields.set(name, value);
  }
  line.fields.set("documentId", document.id);
  line.fields.set("quantity", quantity);
  line_changed(line, "quantity");
}

void copy_lines(Tables& tables, const EntityType& from_type, const Row& from, const EntityType& type, const Row& made,
                Instant now) {
  std::vector<Row> lines;
  for (const Row* line : tables.rows_where(line_set_of(from_type.set), "documentId", Value(from.id)))
    lines.push_back(*line);
  for (const Row& line : lines) copy_line(tables, line, line_set_of(type.set), made, number(line, "quantity"), now);
}

void drop(Tables& tables, const EntityType& type, const std::string& id) {
  for (const Row* line : tables.rows_where(line_set_of(type.set), "documentId", Value(id)))
    tables.remove(line_set_of(type.set), std::string(line->id));
  tables.remove(type.set, id);
}

void issue(Tables& tables, Row& invoice, const char* series, Instant now) {
  const std::string today = to_iso(now).substr(0, 10);
  invoice.fields.set("number", tables.next_number(series, 6));
  invoice.fields.set("status", "Open");
  invoice.fields.set("postingDate", today);
  invoice.fields.set("dueDate", to_iso(now + days(due_days)).substr(0, 10));
  if (invoice.fields.contains("remainingAmount"))
    invoice.fields.set("remainingAmount", stored(invoice, "totalAmountIncludingTax"));
}

void enter(Tables& tables, Row& item, const char* type, const Decimal& quantity, Instant now) {
  item.fields.set("inventory", plus(number(item, "inventory"), quantity));
  Row& entry = tables.add(*type_of_set("itemLedgerEntries"), now);
  entry.fields.set("entryNumber", static_cast<std::int64_t>(tables.rows("itemLedgerEntries").size()));
  entry.fields.set("itemNumber", stored(item, "number"));
  entry.fields.set("postingDate", to_iso(now).substr(0, 10));
  entry.fields.set("entryType", type);
  entry.fields.set("quantity", quantity);
}

Failure<Refusal> not_in_this_state(const Row& row) {
  return refused("Application_DialogException", "Status must not be '" + stored(row, "status").string_or("") +
                                                    "' in document No.='" + stored(row, "number").string_or("") + "'.");
}

Done<void> ship_and_invoice(Tables& tables, Row& order, Instant now) {
  if (tables.rows_where("salesOrderLines", "documentId", Value(order.id)).empty())
    return refused("Application_DialogException", "There is nothing to post.");
  ship(tables, order, {}, now);
  invoice_shipped(tables, order.id, now);
  return {};
}

Done<void> act_on_quote(Tables& tables, Row& quote, const std::string& action, Instant now) {
  if (action == "send") {
    quote.fields.set("status", "Sent");
    quote.fields.set("sentDate", to_iso(now));
    Tables::touch(quote, now);
    return {};
  }
  const EntityType& type = *type_of_set(action == "makeOrder" ? "salesOrders" : "salesInvoices");
  Row& made = follow_up(tables, type, quote, now);
  made.fields.set("number", tables.next_number(action == "makeOrder" ? "S-ORD1" : "S-INV1", 5));
  if (action == "makeInvoice") made.fields.set("status", "Draft");
  copy_lines(tables, *type_of_set("salesQuotes"), quote, type, made, now);
  add_up(tables, type, made);
  drop(tables, *type_of_set("salesQuotes"), std::string(quote.id));
  return {};
}

Done<void> act_on_posted(Tables& tables, const EntityType& type, Row& row, const std::string& action, Instant now) {
  const std::string status = stored(row, "status").string_or("");
  const bool posts = action == "post" || action == "postAndSend", cancels = action.starts_with("cancel");
  if (posts && status != "Draft") return not_in_this_state(row);
  if (!posts && action != "send" && status != "Open") return not_in_this_state(row);
  if (posts) issue(tables, row, type.set == "salesInvoices" ? "PS-INV" : "PS-CR", now);
  if (cancels) {
    row.fields.set("status", "Canceled");
    if (row.fields.contains("remainingAmount")) row.fields.set("remainingAmount", 0);
  }
  if (action == "makeCorrectiveCreditMemo") {
    const EntityType& memo_type = *type_of_set("salesCreditMemos");
    Row& memo = follow_up(tables, memo_type, row, now);
    memo.fields.set("number", tables.next_number("S-CR1", 5));
    memo.fields.set("status", "Draft");
    memo.fields.set("creditMemoDate", to_iso(now).substr(0, 10));
    memo.fields.set("invoiceId", row.id);
    memo.fields.set("invoiceNumber", stored(row, "number"));
    copy_lines(tables, type, row, memo_type, memo, now);
    add_up(tables, memo_type, memo);
    return {};
  }
  Tables::touch(row, now);
  return {};
}

}  // namespace

bool is_line_set(const std::string& set) { return set.starts_with("sales") && set.ends_with("Lines"); }
std::string line_set_of(const std::string& set) { return set.substr(0, set.size() - 1) + "Lines"; }
std::string document_set_of(const std::string& set) { return set.substr(0, set.size() - 5) + "s"; }
bool has_lines(const EntityType& type) { return type_of_set(line_set_of(type.set)) != nullptr; }

void line_changed(Row& line, const std::string& property) {
  const Decimal gross = cents(times(number(line, "quantity"), number(line, "unitPrice")));
  Map& fields = line.fields;
  if (property == "discountAmount" && gross.sign() != 0) {
    fields.set("discountPercent",
               divide(times(number(line, "discountAmount"), Decimal(100)), gross, 5, Rounding::half_up).value());
  } else {
    fields.set("discountAmount", percent(gross, number(line, "discountPercent")));
  }
  const Decimal net = minus(gross, number(line, "discountAmount"));
  const Decimal tax = percent(net, Decimal(tax_percent));
  fields.set("taxPercent", tax_percent);
  for (const char* name : {"amountExcludingTax", "netAmount"}) fields.set(name, net);
  fields.set("totalTaxAmount", tax);
  fields.set("amountIncludingTax", plus(net, tax));
}

void add_up(Tables& tables, const EntityType& type, Row& document) {
  Decimal net, tax;
  for (const Row* line : tables.rows_where(line_set_of(type.set), "documentId", Value(document.id))) {
    net = plus(net, number(*line, "netAmount"));
    tax = plus(tax, number(*line, "totalTaxAmount"));
  }
  document.fields.set("totalAmountExcludingTax", net);
  document.fields.set("totalTaxAmount", tax);
  document.fields.set("totalAmountIncludingTax", plus(net, tax));
}

void ship(Tables& tables, Row& order, const std::map<std::string, Decimal>& quantities, Instant now) {
  for (Row* line : tables.rows_where("salesOrderLines", "documentId", Value(order.id))) {
    const Decimal left = minus(number(*line, "quantity"), number(*line, "shippedQuantity"));
    const auto asked = quantities.find(stored(*line, "lineObjectNumber").string_or(""));
    const Decimal leaves = quantities.empty() ? left : asked == quantities.end() ? Decimal() : asked->second;
    if (leaves.sign() == 0) continue;
    line->fields.set("shippedQuantity", plus(number(*line, "shippedQuantity"), leaves));
    Row* item = tables.find("items", stored(*line, "itemId").string_or(""));
    if (item && stored(*item, "type") == Value("Inventory")) enter(tables, *item, "Sale", leaves.negated(), now);
  }
  order.fields.set("fullyShipped", all_lines(tables, order, "shippedQuantity"));
}

void receive(Tables& tables, Row& item, const Decimal& quantity, Instant now) {
  enter(tables, item, "Purchase", quantity, now);
}

std::string invoice_shipped(Tables& tables, const std::string& order_id, Instant now) {
  const EntityType& type = *type_of_set("salesInvoices");
  Row& order = *tables.find("salesOrders", order_id);
  Row& invoice = follow_up(tables, type, order, now);
  invoice.fields.set("orderId", order.id);
  invoice.fields.set("orderNumber", stored(order, "number"));
  invoice.fields.set("invoiceDate", to_iso(now).substr(0, 10));
  for (Row* line : tables.rows_where("salesOrderLines", "documentId", Value(order_id))) {
    const Decimal due = minus(number(*line, "shippedQuantity"), number(*line, "invoicedQuantity"));
    if (due.sign() == 0) continue;
    copy_line(tables, *line, "salesInvoiceLines", invoice, due, now);
    line->fields.set("invoicedQuantity", stored(*line, "shippedQuantity"));
  }
  add_up(tables, type, invoice);
  issue(tables, invoice, "PS-INV", now);
  if (all_lines(tables, order, "invoicedQuantity")) drop(tables, *type_of_set("salesOrders"), order_id);
  return invoice.id;
}

Done<void> act(Tables& tables, const EntityType& type, const std::string& id, const std::string& action, Instant now) {
  if (std::ranges::find(type.actions, action) == type.actions.end())
    return refused(404, "BadRequest_NotFound", "No HTTP resource was found that matches the action '" + action + "'.");
  Row& row = *tables.find(type.set, id);
  if (type.set == "salesOrders") return ship_and_invoice(tables, row, now);
  if (type.set == "salesQuotes") return act_on_quote(tables, row, action, now);
  return act_on_posted(tables, type, row, action, now);
}

void pay(Row& invoice, const Decimal& amount, Instant now) {
  const Decimal left = minus(number(invoice, "remainingAmount"), amount);
  invoice.fields.set("remainingAmount", left);
  if (left.sign() > 0) return;
  invoice.fields.set("status", "Paid");
  Tables::touch(invoice, now);
}

}  // namespace syncline::sandbox::business_central
