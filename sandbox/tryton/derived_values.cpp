// What Tryton works out when it is asked for: names, sums, quantities, and which records belong together.

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "sandbox/tryton/amounts.h"
#include "sandbox/tryton/record_name.h"

namespace syncline::sandbox::tryton {
namespace {

List ids_of(const std::set<Id>& ids) { return {ids.begin(), ids.end()}; }

Value quantity_of(const Transaction& transaction, const Record& product, bool forecast) {
  Decimal sum = Decimal::of(0, 1);
  const auto is_within = [&](const Record& location) {
    return transaction.locations.contains(location.id()) ||
           transaction.locations.contains(location["parent"].int_or(0));
  };
  for (const Record& move : records_where(transaction, "stock.move", "product", product.id())) {
    const std::string state = move.text("state");
    if (state == "cancelled" || (state != "done" && !forecast)) continue;
    const bool in = is_within(move.to("to_location")), out = is_within(move.to("from_location"));
    if (in && !out) sum = plus(sum, move.number("quantity"));
    if (out && !in) sum = minus(sum, move.number("quantity"));
  }
  return sum;
}

Value of_product(const Transaction& transaction, const Record& product, std::string_view field) {
  if (field == "quantity" || field == "forecast_quantity") {
    return quantity_of(transaction, product, field != "quantity");
  }
  return product.to("template")[field];
}

std::set<Id> shipments_of(const Record& sale) {
  std::set<Id> ids;
  for (const Record& line : sale.all("lines")) {
    for (const Record& move : line.all("moves")) {
      if (const Id id = id_in(move["shipment"], "stock.shipment.out")) ids.insert(id);
    }
  }
  return ids;
}

std::set<Id> invoices_of(const Transaction& transaction, const Record& sale) {
  std::set<Id> ids;
  for (const Record& line : sale.all("lines")) {
    for (const Record& charged : records_where(transaction, "account.invoice.line", "origin", line.name())) {
      ids.insert(charged["invoice"].as_int());
    }
  }
  return ids;
}

Value of_totals(const Totals& totals, std::string_view field) {
  return field == "untaxed_amount" ? totals.untaxed : field == "tax_amount" ? totals.tax : totals.total;
}

Value of_sale(const Transaction& transaction, const Record& sale, std::string_view field) {
  if (field == "shipments") return ids_of(shipments_of(sale));
  if (field == "invoices") return ids_of(invoices_of(transaction, sale));
  return of_totals(totals_of(sale.all("lines")), field);
}

Value of_sale_line(const Transaction& transaction, const Record& line, std::string_view field) {
  if (field == "amount") return line_amount(line);
  List moves;
  for (const Record& move : records_where(transaction, "stock.move", "origin", line.name())) {
    moves.insert(moves.begin(), move.id());
  }
  return moves;
}

Value lines_to_pay(const Transaction& transaction, const Record& invoice) {
  List ids;
  if (invoice["move"].is_null()) return ids;
  for (const Record& line : records_where(transaction, "account.move.line", "move", invoice["move"])) {
    if (!line["maturity_date"].is_null()) ids.emplace_back(line.id());
  }
  return ids;
}

Decimal balance(const std::vector<Record>& lines) {
  Decimal sum;
  for (const Record& line : lines) {
    if (line["reconciliation"].is_null()) sum = plus(sum, minus(line.number("debit"), line.number("credit")));
  }
  return sum;
}

Value amount_to_pay(const Record& invoice) {
  if (invoice.text("state") != "posted") return Decimal();
  return plus(balance(invoice.all("lines_to_pay")), balance(invoice.all("payment_lines")));
}

Value of_invoice(const Transaction& transaction, const Record& invoice, std::string_view field) {
  if (field == "lines_to_pay") return lines_to_pay(transaction, invoice);
  if (field == "amount_to_pay") return amount_to_pay(invoice);
  if (field != "sales") return of_totals(totals_of(invoice.all("lines")), field);
  std::set<Id> sales;
  for (const Record& line : invoice.all("lines")) {
    if (const Id id = id_in(line["origin"], "sale.line"))
      sales.insert(Record(transaction, "sale.line", id)["sale"].as_int());
  }
  return ids_of(sales);
}

Value of_move_line(const Transaction& transaction, const Record& line, std::string_view field) {
  if (field == "date") return line.to("move")["date"];
  for (const Record& invoice : records_of(transaction, "account.invoice")) {
    const Value paid = invoice["payment_lines"];
    if (paid.is_list() && std::ranges::find(paid.as_list(), Value(line.id())) != paid.as_list().end()) {
      return invoice.id();
    }
  }
  return {};
}

Value size_of_data(const Record& attachment) {
  std::string content;
  if (!from_base64(attachment["data"].string_or(""), content)) return {};
  return static_cast<std::int64_t>(content.size());
}

Value derived_value(const Transaction& transaction, const Model& model, const Row& row, std::string_view field) {
  const Record record(transaction, model, std::make_shared<const Row>(row));
  if (model.name == "product.product") return of_product(transaction, record, field);
  if (model.name == "sale.sale") return of_sale(transaction, record, field);
  if (model.name == "sale.line") return of_sale_line(transaction, record, field);
  if (model.name == "account.invoice") return of_invoice(transaction, record, field);
  if (model.name == "account.invoice.line") return line_amount(record);
  if (model.name == "account.move.line") return of_move_line(transaction, record, field);
  if (model.name == "ir.attachment") return size_of_data(record);
  if (model.name == "stock.move") {
    const Record line(transaction, "sale.line", id_in(record["origin"], "sale.line"));
    return line["sale"];
  }
  List moves;  // of a shipment
  for (const Record& move : records_where(transaction, "stock.move", "shipment", record.name())) {
    moves.insert(moves.begin(), move.id());
  }
  return moves;
}

}  // namespace

Value cell_of(const Transaction& transaction, const Model& model, const Row& row, const Field& field) {
  if (field.kind == FieldKind::computed) return computed_value(transaction.tables, model, row, field);
  return field.derived ? derived_value(transaction, model, row, field.name) : row[*model.column(field.name)];
}

}  // namespace syncline::sandbox::tryton
