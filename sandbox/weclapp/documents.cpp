#include "sandbox/weclapp/documents.h"

#include <algorithm>

namespace syncline::sandbox::weclapp {
namespace {

struct Document {
  const char *items, *number;
};

Document form_of(const std::string& entity) {
  if (entity == "salesOrder") return {"orderItems", "orderNumber"};
  if (entity == "quotation") return {"quotationItems", "quotationNumber"};
  return {"salesInvoiceItems", "invoiceNumber"};
}

Decimal number_in(const Value& value) {
  return value.is_number() ? value.as_decimal() : Decimal::parse(value.string_or("0")).value_or(Decimal());
}

Decimal times(const Decimal& a, const Decimal& b) { return multiply(a, b).value_or(Decimal()); }
Decimal plus(const Decimal& a, const Decimal& b) { return add(a, b).value_or(Decimal()); }
Decimal minus(const Decimal& a, const Decimal& b) { return subtract(a, b).value_or(Decimal()); }
Decimal cents(const Decimal& amount) { return amount.rounded(2, Rounding::half_up).value_or(Decimal()); }
Value text(const Decimal& amount) { return cents(amount).text(); }

/// Of everybody, from one piece on.
Value price_of(const Value& article) {
  for (const Value& each : article["articlePrices"].is_list() ? article["articlePrices"].as_list() : List{}) {
    if (each["customerId"].is_null() && number_in(each["priceScaleValue"]) <= Decimal(1)) return each["price"];
  }
  return {};
}

/// By the kind of the article; of what is no article the usual one.
Value tax_of(const Tables& tables, const Map* article) {
  return tables.find_by("tax", "name", article ? Value(*article)["taxRateType"] : Value("STANDARD"));
}

Decimal tax_on(const Tables& tables, const Value& tax, const Decimal& net) {
  const Map* known = tables.find("tax", tax.string_or(""));
  const Decimal rate = known ? number_in(Value(*known)["taxValue"]) : Decimal();
  return cents(times(times(net, rate), Decimal::of(1, 2)));
}

/// Of the sum of each rate.
Decimal taxes_on(const Tables& tables, const List& items) {
  std::map<std::string, Decimal> nets;
  for (const Value& each : items) {
    Decimal& net = nets[each["taxId"].string_or("")];
    net = plus(net, number_in(each["netAmount"]));
  }
  Decimal out;
  for (const auto& [tax, net] : nets) out = plus(out, tax_on(tables, tax, net));
  return out;
}

void complete_item(const Tables& tables, Map& item) {
  const Map* article = tables.find("article", item["articleId"].string_or(""));
  if (article) {
    const Value of(*article);
    if (item["title"].is_null()) item.set("title", of["name"]);
    if (item["unitId"].is_null()) item.set("unitId", of["unitId"]);
    const Value price = price_of(of);
    if (item["manualUnitPrice"] != Value(true) && !price.is_null()) item.set("unitPrice", price);
  }
  if (item["taxId"].is_null()) item.set("taxId", tax_of(tables, article));
  if (item["quantity"].is_null()) item.set("quantity", "1");
  if (item["unitPrice"].is_null()) item.set("unitPrice", "0");
  if (item["manualUnitPrice"].is_null()) item.set("manualUnitPrice", false);
  const Decimal share = minus(Decimal(1), times(number_in(item["discountPercentage"]), Decimal::of(1, 2)));
  const Decimal net = cents(times(times(number_in(item["quantity"]), number_in(item["unitPrice"])), share));
  item.set("netAmount", net.text());
  item.set("grossAmount", text(plus(net, tax_on(tables, item["taxId"], net))));
}

Refusal stays(const std::string& why) { return wrong_state("the property cannot be changed: " + why); }

Map line_of(const Map& item, const Decimal& quantity) {
  Map out;
  for (const char* name :
       {"articleId", "title", "description", "unitId", "unitPrice", "discountPercentage", "taxId", "itemType"})
    out.set(name, Value(item)[name]);
  out.set("manualUnitPrice", true);
  out.set("quantity", quantity.text());
  return out;
}

std::string bill(Tables& tables, const std::string& customer, const char* type, List lines, Map more, Instant now) {
  Map invoice = std::move(more);
  invoice.set("customerId", customer);
  invoice.set("salesInvoiceType", type);
  for (Value& each : lines) tables.begin(each.as_map(), now);
  invoice.set("salesInvoiceItems", std::move(lines));
  invoice.set("invoiceNumber", tables.next_number("IN"));
  invoice.set("invoiceDate", now.us / 1000);
  invoice.set("dueDate", (now + days(30)).us / 1000);
  invoice.set("status", "OPEN_ITEM_CREATED");
  invoice.set("paymentStatus", "OPEN");
  invoice.set("paid", false);
  invoice.set("sentToRecipient", true);
  invoice.set("recordCurrencyId", tables.find_by("currency", "name", "EUR"));
  work_out(tables, "salesInvoice", invoice);
  const Value total = invoice["grossAmount"], number = invoice["invoiceNumber"];
  const std::string id = tables.add("salesInvoice", std::move(invoice), now)["id"].as_string();
  tables.add("salesOpenItem",
             {{"amount", total},
              {"amountDiscount", "0"},
              {"amountOpen", total},
              {"amountPaid", "0"},
              {"cleared", false},
              {"clearanceDate", nullptr},
              {"openItemNumber", number},
              {"openItemType", type == std::string("CREDIT_NOTE") ? "CREDIT_NOTE_DEBITOR" : "DEBTOR"},
              {"salesInvoiceId", id},
              {"paymentApplications", List{}}},
             now);
  return id;
}

void end_order(Map& order, const char* status, Instant now) {
  order.set("status", status);
  Tables::touch(order, now);
}

Result<Value, Refusal> act_on_order(Tables& tables, Map& order, const std::string& action, Instant now) {
  const std::string status = order["status"].as_string();
  const bool open = status == "ORDER_ENTRY_IN_PROGRESS" || status == "ORDER_CONFIRMATION_PRINTED";
  if (action != "cancelOrManuallyClose" && action != "manuallyClose") return fail(not_found());
  if (!open) return fail(wrong_state("the sales order is " + status));
  const bool begun = std::ranges::any_of(
      order["orderItems"].as_list(), [](const Value& each) { return number_in(each["shippedQuantity"]).sign() > 0; });
  (void)tables;
  end_order(order, action == "manuallyClose" || begun ? "MANUALLY_CLOSED" : "CANCELLED", now);
  return Value(order);
}

Result<Value, Refusal> act_on_quotation(Tables& tables, Map& quotation, const std::string& action, Instant now) {
  if (action != "accept") return fail(not_found());
  if (quotation["status"] != Value("OPEN"))
    return fail(wrong_state("the quotation is " + quotation["status"].as_string()));
  List lines;
  for (const Value& each : quotation["quotationItems"].as_list()) {
    Map line = line_of(each.as_map(), number_in(each["quantity"]));
    tables.begin(line, now);
    line.set("shippedQuantity", "0");
    line.set("invoicedQuantity", "0");
    lines.emplace_back(std::move(line));
  }
  Map order{{"customerId", quotation["customerId"]},   {"quotationId", quotation["id"]},
            {"orderNumber", tables.next_number("SO")}, {"orderDate", now.us / 1000},
            {"status", "ORDER_ENTRY_IN_PROGRESS"},     {"recordCurrencyId", quotation["recordCurrencyId"]},
            {"orderItems", std::move(lines)}};
  work_out(tables, "salesOrder", order);
  quotation.set("status", "ACCEPTED");
  Tables::touch(quotation, now);
  const Value result(quotation);
  tables.add("salesOrder", std::move(order), now);
  return result;
}

Result<Value, Refusal> act_on_invoice(Tables& tables, Map& invoice, const std::string& action, Instant now) {
  if (action != "cancel") return fail(not_found());
  if (invoice["status"] == Value("CANCELLED") || invoice["paymentStatus"] == Value("PAID"))
    return fail(wrong_state("the sales invoice cannot be cancelled"));
  invoice.set("status", "CANCELLED");
  invoice.set("paymentStatus", "NO_OPEN_ITEM");
  Tables::touch(invoice, now);
  tables.remove("salesOpenItem", tables.find_by("salesOpenItem", "salesInvoiceId", invoice["id"]));
  return Value(invoice);
}

}  // namespace

void work_out(Tables& tables, const std::string& entity, Map& row) {
  Decimal net;
  List items = row[form_of(entity).items].is_list() ? row[form_of(entity).items].as_list() : List{};
  std::int64_t position = 0;
  for (Value& each : items) {
    complete_item(tables, each.as_map());
    each.as_map().set("positionNumber", ++position);
    if (entity == "salesOrder") {
      for (const char* done : {"shippedQuantity", "invoicedQuantity"}) {
        if (each[done].is_null()) each.as_map().set(done, "0");
      }
    }
    net = plus(net, number_in(each["netAmount"]));
  }
  const auto all = [&](const char* done) {
    return !items.empty() && std::ranges::all_of(items, [&](const Value& each) {
      return number_in(each[done]) >= number_in(each["quantity"]);
    });
  };
  if (entity == "salesOrder") {
    row.set("shipped", all("shippedQuantity"));
    row.set("invoiced", all("invoicedQuantity"));
    for (const char* flag : {"paid", "servicesFinished"}) {
      if (row[flag].is_null()) row.set(flag, false);
    }
  }
  if (row["recordCurrencyId"].is_null()) row.set("recordCurrencyId", tables.find_by("currency", "name", "EUR"));
  row.set("netAmount", cents(net).text());
  row.set("grossAmount", text(plus(net, taxes_on(tables, items))));
  row.set(form_of(entity).items, std::move(items));
}

std::optional<Refusal> lock_on(const std::string& entity, const Map& before, const Map& after) {
  const Value was(before), is(after);
  if (entity == "salesOrder") {
    const std::string from = was["status"].string_or(""), to = is["status"].string_or("");
    if (from == "CLOSED" || from == "CANCELLED" || from == "MANUALLY_CLOSED")
      return stays("the sales order is " + from);
    if (from != to && !(from == "ORDER_ENTRY_IN_PROGRESS" && to == "ORDER_CONFIRMATION_PRINTED"))
      return stays("the status cannot go from " + from + " to " + to);
    if (from == "ORDER_CONFIRMATION_PRINTED" && was["customerId"] != is["customerId"])
      return forbidden("customerId cannot be changed in this status");
  }
  if (entity == "quotation") {
    const std::string from = was["status"].string_or(""), to = is["status"].string_or("");
    if (from != "OPEN" && from != "INQUIRED") return stays("the quotation is " + from);
    if (from != to && to == "ACCEPTED") return stays("a quotation is accepted by its action");
  }
  if (entity == "salesInvoice" && was["status"] != Value("NEW")) return stays("the sales invoice is booked");
  return std::nullopt;
}

Result<Value, Refusal> act(Tables& tables, const std::string& entity, const std::string& id, const std::string& action,
                           Instant now) {
  Map* row = tables.find(entity, id);
  if (!row) return fail(not_found());
  if (entity == "salesOrder") return act_on_order(tables, *row, action, now);
  if (entity == "quotation") return act_on_quotation(tables, *row, action, now);
  if (entity == "salesInvoice") return act_on_invoice(tables, *row, action, now);
  return fail(not_found());
}

bool ship(Tables& tables, const std::string& id, const std::map<std::string, Decimal>& quantities, Instant now) {
  Map& order = *tables.find("salesOrder", id);
  List items = order["orderItems"].as_list();
  bool any = false;
  for (Value& each : items) {
    const std::string article = each["articleId"].string_or("");
    const Map* of = tables.find("article", article);
    const auto share = quantities.find(of ? Value(*of)["articleNumber"].string_or("") : "");
    if (!quantities.empty() && share == quantities.end()) continue;
    const Decimal left = minus(number_in(each["quantity"]), number_in(each["shippedQuantity"]));
    const Decimal out = quantities.empty() ? left : std::min(left, share->second);
    if (out.sign() <= 0) continue;
    any = true;
    each.as_map().set("shippedQuantity", plus(number_in(each["shippedQuantity"]), out).text());
    const auto& houses = tables.rows("warehouse");
    if (of && !houses.empty())
      stock(tables, article, std::to_string(houses.begin()->first), minus(Decimal(), out), now);
  }
  if (!any) return false;
  order.set("orderItems", std::move(items));
  work_out(tables, "salesOrder", order);
  Tables::touch(order, now);
  tables.add(
      "shipment",
      {{"shipmentNumber", tables.next_number("SH")}, {"salesOrders", List{Map{{"id", id}}}}, {"status", "SHIPPED"}},
      now);
  return true;
}

std::string invoice_shipped(Tables& tables, const std::string& id, Instant now) {
  Map& order = *tables.find("salesOrder", id);
  List items = order["orderItems"].as_list(), lines;
  for (Value& each : items) {
    const Decimal open = minus(number_in(each["shippedQuantity"]), number_in(each["invoicedQuantity"]));
    if (open.sign() <= 0) continue;
    lines.emplace_back(line_of(each.as_map(), open));
    each.as_map().set("invoicedQuantity", each["shippedQuantity"]);
  }
  if (lines.empty()) return "";
  order.set("orderItems", std::move(items));
  work_out(tables, "salesOrder", order);
  if (order["invoiced"] == Value(true)) order.set("status", "CLOSED");
  Tables::touch(order, now);
  const std::string customer = order["customerId"].as_string();
  Map more{{"salesOrders", List{Map{{"id", id}}}}, {"orderNumberAtCustomer", order["orderNumberAtCustomer"]}};
  return bill(tables, customer, "STANDARD_INVOICE", std::move(lines), std::move(more), now);
}

std::string pay(Tables& tables, const std::string& id, const Decimal& amount, Instant now) {
  Map* open = tables.find("salesOpenItem", tables.find_by("salesOpenItem", "salesInvoiceId", id));
  if (!open) return "";
  Map application{{"amountApplied", amount.text()}, {"amountDiscountApplied", "0"}, {"bankTransactionId", nullptr}};
  tables.begin(application, now);
  const std::string made = application["id"].as_string();
  List all = (*open)["paymentApplications"].as_list();
  all.emplace_back(std::move(application));
  const Decimal paid = plus(number_in((*open)["amountPaid"]), amount);
  const Decimal left = minus(number_in((*open)["amount"]), paid);
  open->set("paymentApplications", std::move(all));
  open->set("amountPaid", paid.text());
  open->set("amountOpen", left.text());
  open->set("cleared", left.sign() <= 0);
  if (left.sign() <= 0) open->set("clearanceDate", now.us / 1000);
  Tables::touch(*open, now);
  if (left.sign() > 0) return made;  // a part that is paid does not touch the invoice
  Map& invoice = *tables.find("salesInvoice", id);
  invoice.set("paymentStatus", "PAID");
  invoice.set("paid", true);
  invoice.set("status", "ENTRY_COMPLETED");
  Tables::touch(invoice, now);
  return made;
}

std::string credit(Tables& tables, const std::string& id, Instant now) {
  Map& invoice = *tables.find("salesInvoice", id);
  List lines;
  for (const Value& each : invoice["salesInvoiceItems"].as_list())
    lines.emplace_back(line_of(each.as_map(), number_in(each["quantity"])));
  invoice.set("paymentStatus", "CLEARED_WITH_CREDIT_NOTE");
  Tables::touch(invoice, now);
  const std::string customer = invoice["customerId"].as_string();
  return bill(tables, customer, "CREDIT_NOTE", std::move(lines), {{"precedingSalesInvoiceId", id}}, now);
}

void stock(Tables& tables, const std::string& article, const std::string& warehouse, const Decimal& quantity,
           Instant now) {
  tables.add("warehouseStockMovement",
             {{"articleId", article},
              {"quantity", quantity.text()},
              {"postingDate", now.us / 1000},
              {"stockMovementType", quantity.sign() < 0 ? "OUT" : "IN"}},
             now);
  const std::string known = tables.find_by("warehouseStock", "articleId", article);
  if (Map* row = tables.find("warehouseStock", known)) {
    row->set("quantity", plus(number_in((*row)["quantity"]), quantity).text());
    return Tables::touch(*row, now);
  }
  tables.add("warehouseStock",
             {{"articleId", article},
              {"warehouseId", warehouse},
              {"storagePlaceId", "7"},
              {"quantity", quantity.text()},
              {"inboundDate", now.us / 1000}},
             now);
}

}  // namespace syncline::sandbox::weclapp
