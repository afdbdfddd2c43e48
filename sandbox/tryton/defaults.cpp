#include "sandbox/tryton/defaults.h"

#include "sandbox/tryton/record.h"

namespace syncline::sandbox::tryton {
namespace {

Value only_one(const std::vector<Record>& records) { return records.empty() ? Value() : Value(records.front().id()); }

void set_sale_defaults(const Transaction& transaction, const Model& model, Row& row) {
  const auto set = [&](std::string_view field, Value value) { row[*model.column(field)] = std::move(value); };
  const std::vector<Record> companies = records_of(transaction, "company.company");
  set("company", only_one(companies));
  if (!companies.empty()) set("currency", companies.front()["currency"]);
  set("warehouse", only_one(records_where(transaction, "stock.location", "type", "warehouse")));
  set("invoice_method", "order");
  set("shipment_method", "order");
  set("invoice_state", "none");
  set("shipment_state", "none");
  set("state", "draft");
}

}  // namespace

void set_defaults(const Transaction& transaction, const Model& model, Row& row) {
  const auto set = [&](std::string_view field, Value value) { row[*model.column(field)] = std::move(value); };
  if (model.name == "party.contact_mechanism") set("type", "phone");
  if (model.name == "party.address") set("invoice", false);
  if (model.name == "party.address") set("delivery", false);
  if (model.name == "sale.line") set("type", "line");
  if (model.name == "ir.attachment") set("type", "data");
  if (model.name == "sale.sale") set_sale_defaults(transaction, model, row);
}

}  // namespace syncline::sandbox::tryton
