#include "sandbox/sap_s4hana/selling.h"

#include <algorithm>

namespace syncline::sandbox::sap {
namespace {

constexpr const char* company_code = "1010";
const Decimal tax_rate = Decimal::of(19, 2);

Decimal sum_of(const Decimal& a, const Decimal& b) { return add(a, b).value_or(a); }
Decimal less(const Decimal& a, const Decimal& b) { return subtract(a, b).value_or(a); }
Decimal times(const Decimal& a, const Decimal& b) { return multiply(a, b).value_or(Decimal()); }
Decimal by(const Decimal& a, const Decimal& b) { return divide(a, b, 9, Rounding::half_up).value_or(a); }
Decimal cents(const Decimal& a) { return a.rounded(2, Rounding::half_up).value_or(a); }

std::string today(Instant now) { return to_iso(now).substr(0, 10); }

/// The price that counts today; nothing when there is none.
const Row* price_of(Tables& tables, const Value& material) {
  for (const Row* validity : tables.rows_where("A_SlsPrcgCndnRecdValidity", "Material", material)) {
    const Row* record = tables.find("A_SlsPrcgConditionRecord", validity->text("ConditionRecord"));
    if (record && validity->text("Customer").empty() && (*record)["ConditionIsDeleted"] != Value(true)) return record;
  }
  return nullptr;
}

Row* price_element(Tables& tables, const Row& item) {
  const EntityType& type = *type_of_set("A_SalesOrderItemPrElement");
  const std::string key = item.text("SalesOrder") + "/" + item.text("SalesOrderItem") + "/011/1";
  if (Row* known = tables.find(type.set, key)) return known;
  const Row* price = price_of(tables, item["Material"]);
  if (!price) return nullptr;
  return &tables.add(type,
                     {{"SalesOrder", item["SalesOrder"]},
                      {"SalesOrderItem", item["SalesOrderItem"]},
                      {"PricingProcedureStep", "011"},
                      {"PricingProcedureCounter", "1"},
                      {"ConditionType", "PPR0"},
                      {"ConditionRateValue", (*price)["ConditionRateValue"]},
                      {"ConditionCurrency", (*price)["ConditionRateValueUnit"]},
                      {"ConditionQuantity", (*price)["ConditionQuantity"]},
                      {"ConditionQuantityUnit", (*price)["ConditionQuantityUnit"]}},
                     {});
}

Decimal net_of_item(Tables& tables, const Row& item, bool is_order) {
  const Row* price = is_order ? price_element(tables, item) : price_of(tables, item["Material"]);
  if (!price) return {};
  const Decimal per = price->number("ConditionQuantity");
  const Decimal amount = times(item.number("RequestedQuantity"), price->number("ConditionRateValue"));
  return cents(by(amount, per.sign() > 0 ? per : Decimal(1)));
}

/// A: nothing of it, B: some, C: all.
std::string state(std::size_t done, std::size_t begun, std::size_t all) {
  return all > 0 && done == all ? "C" : begun > 0 ? "B" : "A";
}

std::vector<Row*> items_of(Tables& tables, const Row& document, bool is_order) {
  return tables.rows_where(is_order ? "A_SalesOrderItem" : "A_SalesQuotationItem",
                           is_order ? "SalesOrder" : "SalesQuotation",
                           document[is_order ? "SalesOrder" : "SalesQuotation"]);
}

void flow(Tables& tables, const std::string& order, const std::string& document, const char* category, Instant now) {
  const std::string local = to_iso(now);
  tables.add(*type_of_set("A_SalesOrderSubsqntProcFlow"),
             {{"SalesOrder", order},
              {"DocRelationshipUUID", "00000000-0000-1eda-0000-" + tables.next_number("flow", 100'000'000'000)},
              {"SubsequentDocument", document},
              {"SubsequentDocumentCategory", category}},
             now);
}

/// The invoice's line in the customer's account.
void post_to_account(Tables& tables, const Row& bill, bool debit, Instant now) {
  const Decimal gross = bill.number("TotalGrossAmount");
  tables.add(*type_of_set("A_OperationalAcctgDocItemCube"),
             {{"CompanyCode", company_code},
              {"FiscalYear", today(now).substr(0, 4)},
              {"AccountingDocument", bill["AccountingDocument"]},
              {"AccountingDocumentItem", "001"},
              {"FinancialAccountType", "D"},
              {"DebitCreditCode", debit ? "S" : "H"},
              {"BillingDocument", bill.key},
              {"Customer", bill["PayerParty"]},
              {"NetDueDate", today(now + days(30))},
              {"PostingDate", today(now)},
              {"PaymentReference", bill.key},
              {"TransactionCurrency", bill["TransactionCurrency"]},
              {"AmountInTransactionCurrency", debit ? gross : less(Decimal(), gross)}},
             now);
}

void clear(Tables& tables, const std::string& bill, const std::string& by, Instant now) {
  tables.find("A_BillingDocument", bill)->fields.set("InvoiceClearingStatus", "C");
  for (Row* line : tables.rows_where("A_OperationalAcctgDocItemCube", "BillingDocument", bill)) {
    line->fields.set("IsCleared", true);
    line->fields.set("ClearingDate", today(now));
    line->fields.set("ClearingAccountingDocument", by);
  }
}

std::string post(Tables& tables, Map head, const std::vector<Map>& lines, bool debit, Instant now) {
  const EntityType& type = *type_of_set("A_BillingDocument");
  const std::string number = tables.next_number(type.set, 90'000'000);
  Decimal net;
  for (const Map& line : lines) net = sum_of(net, line.find("NetAmount")->as_decimal());
  const Decimal tax = cents(times(net, tax_rate));
  head.set("BillingDocument", number);
  head.set("BillingDocumentDate", today(now));
  head.set("CompanyCode", company_code);
  head.set("FiscalYear", today(now).substr(0, 4));
  head.set("AccountingDocument", tables.next_number("AccountingDocument", 9'400'000'000));
  head.set("AccountingPostingStatus", "C");
  head.set("InvoiceClearingStatus", "A");
  head.set("TotalNetAmount", net);
  head.set("TaxAmount", tax);
  head.set("TotalGrossAmount", sum_of(net, tax));
  const Row& made = tables.add(type, std::move(head), now);
  std::size_t item = 0;
  for (Map line : lines) {
    line.set("BillingDocument", number);
    line.set("BillingDocumentItem", std::to_string(++item * 10));
    tables.add(*type_of_set("A_BillingDocumentItem"), std::move(line), now);
  }
  post_to_account(tables, made, debit, now);
  return number;
}

std::vector<Map> lines_of(Tables& tables, const std::string& bill) {
  std::vector<Map> out;
  for (const Row* line : tables.rows_where("A_BillingDocumentItem", "BillingDocument", bill))
    out.push_back(line->fields);
  return out;
}

}  // namespace

void recount(Tables& tables, Row& document, bool is_order) {
  Decimal total;
  std::size_t all = 0, begun = 0, shipped = 0, rejected = 0;
  for (Row* item : items_of(tables, document, is_order)) {
    const Decimal net = net_of_item(tables, *item, is_order);
    item->fields.set("NetAmount", net);
    item->fields.set("TransactionCurrency", document["TransactionCurrency"]);
    const bool is_rejected = !item->text("SalesDocumentRjcnReason").empty();
    ++all;
    rejected += is_rejected;
    if (is_rejected) continue;
    total = sum_of(total, net);
    const Decimal done = item->number("$shipped");
    begun += done.sign() > 0;
    shipped += done.sign() > 0 && done >= item->number("RequestedQuantity");
    const std::string delivery = state(done >= item->number("RequestedQuantity"), done.sign() > 0, 1);
    item->fields.set("SDProcessStatus", delivery);
    if (is_order) item->fields.set("DeliveryStatus", delivery);
  }
  document.fields.set("TotalNetAmount", total);
  document.fields.set("OverallSDDocumentRejectionSts", state(rejected, rejected, all));
  const std::string delivery = state(shipped, begun, all - rejected);
  document.fields.set("OverallSDProcessStatus", all > 0 && rejected == all ? "C" : delivery);
  if (!is_order) return;
  document.fields.set("OverallDeliveryStatus", delivery);
  document.fields.set("OverallTotalDeliveryStatus", delivery);
}

bool deliver(Tables& tables, const std::string& order, const std::map<std::string, Decimal>& quantities, Instant now) {
  Row* document = tables.find("A_SalesOrder", order);
  bool any = false;
  for (Row* item : items_of(tables, *document, true)) {
    const Decimal left = less(item->number("RequestedQuantity"), item->number("$shipped"));
    const auto wanted = quantities.find(item->text("Material"));
    Decimal goes = quantities.empty() ? left : wanted == quantities.end() ? Decimal() : wanted->second;
    goes = std::min(goes, left);
    if (goes.sign() <= 0 || !item->text("SalesDocumentRjcnReason").empty()) continue;
    any = true;
    item->fields.set("$shipped", sum_of(item->number("$shipped"), goes));
    for (Row* stock : tables.rows_where("A_MatlStkInAcctMod", "Material", (*item)["Material"])) {
      if (stock->text("InventoryStockType") != "01") continue;
      stock->fields.set("MatlWrhsStkQtyInMatlBaseUnit", less(stock->number("MatlWrhsStkQtyInMatlBaseUnit"), goes));
      break;
    }
  }
  if (!any) return false;
  recount(tables, *document, true);
  flow(tables, order, tables.next_number("delivery", 80'000'000), "J", now);
  return true;
}

std::string bill(Tables& tables, const std::string& order, Instant now) {
  const Row* document = tables.find("A_SalesOrder", order);
  std::vector<Map> lines;
  for (Row* item : items_of(tables, *document, true)) {
    const Decimal left = less(item->number("$shipped"), item->number("$billed"));
    if (left.sign() <= 0) continue;
    const Decimal share = times(item->number("NetAmount"), left);
    lines.push_back({{"Material", (*item)["Material"]},
                     {"BillingDocumentItemText", (*item)["SalesOrderItemText"]},
                     {"BillingQuantity", left},
                     {"BillingQuantityUnit", (*item)["RequestedQuantityUnit"]},
                     {"NetAmount", cents(by(share, item->number("RequestedQuantity")))},
                     {"TransactionCurrency", (*document)["TransactionCurrency"]},
                     {"SalesDocument", order},
                     {"SalesDocumentItem", (*item)["SalesOrderItem"]}});
    item->fields.set("$billed", item->number("$shipped"));
  }
  if (lines.empty()) return "";
  const std::string number = post(tables,
                                  {{"SDDocumentCategory", "M"},
                                   {"BillingDocumentType", "F2"},
                                   {"SoldToParty", (*document)["SoldToParty"]},
                                   {"PayerParty", (*document)["SoldToParty"]},
                                   {"TransactionCurrency", (*document)["TransactionCurrency"]},
                                   {"CustomerPaymentTerms", (*document)["CustomerPaymentTerms"]},
                                   {"PurchaseOrderByCustomer", (*document)["PurchaseOrderByCustomer"]}},
                                  lines, true, now);
  flow(tables, order, number, "M", now);
  return number;
}

void pay(Tables& tables, const std::string& invoice, const Decimal& amount, Instant now) {
  Row* bill = tables.find("A_BillingDocument", invoice);
  const Decimal paid = sum_of(bill->number("$paid"), amount);
  bill->fields.set("$paid", paid);
  if (paid >= bill->number("TotalGrossAmount"))
    clear(tables, invoice, tables.next_number("payment", 1'400'000'000), now);
}

std::string credit(Tables& tables, const std::string& invoice, Instant now) {
  Map head = tables.find("A_BillingDocument", invoice)->fields;
  head.set("SDDocumentCategory", "O");
  head.set("BillingDocumentType", "G2");
  const std::string number = post(tables, std::move(head), lines_of(tables, invoice), false, now);
  const std::string by = tables.next_number("payment", 1'400'000'000);
  clear(tables, invoice, by, now);
  clear(tables, number, by, now);
  return number;
}

Done<std::string> cancel(Tables& tables, const std::string& invoice, Instant now) {
  Row* bill = tables.find("A_BillingDocument", invoice);
  if (!bill) return not_found("A_BillingDocument");
  if ((*bill)["BillingDocumentIsCancelled"] == Value(true))
    return refused(400, "VF/045", "Billing document " + invoice + " is already cancelled");
  Map head = bill->fields;
  head.set("SDDocumentCategory", "N");
  head.set("BillingDocumentType", "S1");
  head.set("CancelledBillingDocument", invoice);
  const std::string number = post(tables, std::move(head), lines_of(tables, invoice), false, now);
  Row* cancelled = tables.find("A_BillingDocument", invoice);
  cancelled->fields.set("BillingDocumentIsCancelled", true);
  Tables::touch(*cancelled, now);
  const std::string by = tables.find("A_BillingDocument", number)->text("AccountingDocument");
  clear(tables, invoice, by, now);
  clear(tables, number, by, now);
  return number;
}

}  // namespace syncline::sandbox::sap
