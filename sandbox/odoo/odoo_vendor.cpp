#include "sandbox/odoo/odoo_vendor.h"

#include <algorithm>
#include <charconv>

#include "sandbox/odoo/odoo_model.h"
#include "sandbox/odoo/wholesaler_data.h"

namespace syncline::sandbox {
namespace {

constexpr const char* key = "sandbox-key-of-the-crm";

const std::map<std::string, std::string> stages{
    {"new", "New"},       {"qualified", "Qualified"},     {"proposed", "Proposition"},
    {"won", "Won"},       {"in_delivery", "In delivery"}, {"ready_to_close", "Ready to close"},
    {"closed", "Closed"}, {"cancelled", "Cancelled"}};

const std::map<std::string, std::string> bill{
    {"number", "x_name"},        {"customer", "x_partner_id"}, {"status", "x_status"},
    {"due_date", "x_due_date"},  {"open_amount", "x_open"},    {"paid_amount", "x_paid"},
    {"invoice", "x_invoice_id"}, {"gross_total", "x_total"},   {"dunning_level", "x_dunning_level"}};

Forms forms() {
  return {{"customer",
           {"company",
            "res.partner",
            {{"tax_id", "vat"}, {"segment", "x_segment"}, {"do_not_sync", "x_do_not_sync"}, {"customer", "parent_id"}},
            {},
            {"active", false}}},
          {"contact", {"person", "res.partner", {{"customer", "parent_id"}}, {}}},
          {"product",
           {"product", "product.product", {{"sku", "default_code"}, {"stock_quantity", "x_stock_quantity"}}, {}}},
          {"deal",
           {"deal",
            "crm.lead",
            {{"stage", "stage_id"},
             {"customer", "partner_id"},
             {"amount", "expected_revenue"},
             {"order_number", "x_erp_order_number"},
             {"order_status", "x_order_status"},
             {"shipped_amount", "x_shipped_amount"},
             {"paid_amount", "x_paid_amount"},
             {"open_amount", "x_open_amount"},
             {"invoice_number", "x_erp_invoice_number"},
             {"problem", "x_sync_problem"}},
            {}}},
          {"invoice", {"erp_invoice", "x_erp_invoice", bill, {"x_kind", "invoice"}}},
          {"credit_note", {"erp_credit_note", "x_erp_invoice", bill, {"x_kind", "credit_note"}}},
          {"payment", {"erp_payment", "x_erp_payment", {{"invoice", "x_invoice_id"}}, {}}}};
}

std::int64_t number_of(const std::string& id) {
  std::int64_t number = 0;
  std::from_chars(id.data(), id.data() + id.size(), number);
  return number;
}

}  // namespace

OdooVendor::OdooVendor() : CrmVendor(forms()) {}

std::unique_ptr<VendorModel> OdooVendor::install(Instant at) const {
  OdooSetup setup;
  setup.api_key = key;
  setup.installed = at;
  auto model = std::make_unique<OdooModel>(setup);
  int sequence = 71;
  for (const char* word : {"in_delivery", "ready_to_close", "closed"})
    model->person_creates("crm.stage", {{"name", stage(word)}, {"sequence", sequence++}, {"is_won", true}}, at);
  model->person_creates("crm.stage", {{"name", stage("cancelled")}, {"sequence", sequence}, {"is_won", false}}, at);
  return model;
}

std::vector<Variable> OdooVendor::environment(const std::string& url) const {
  return {{"URL", url}, {"DATABASE", OdooSetup().database}, {"API_KEY", key, true}};
}

std::string OdooVendor::add_company(VendorModel& model, const Company& company, Instant at) const {
  return sandbox::add_company(model, company, at);
}

std::string OdooVendor::add_person(VendorModel& model, const Person& person, const std::string& company,
                                   Instant at) const {
  return sandbox::add_person(model, company, {person.name, person.email, person.phone, person.function}, at);
}

std::string OdooVendor::shown(const VendorModel& model, const std::string& kind, const std::string& id,
                              const std::string& field) const {
  if (field == "customer")
    return std::to_string(model.record(form(kind).records, id)[form(kind).own(field)].at(0).int_or(0));
  return Vendor::shown(model, kind, id, field);
}

std::string OdooVendor::add_article(VendorModel& model, const CatalogueArticle& article, Instant at) const {
  const std::string unit = article.unit == "u" ? "Units" : article.unit == "h" ? "Hours" : article.unit;
  return add_product(model, {article.sku, article.name, unit, article.price}, at);
}

std::string OdooVendor::add_deal(VendorModel& model, const std::string& company, const Deal& deal, Instant at) const {
  return sandbox::add_deal(model, company, {deal.name, stage(deal.stage), deal.lines}, at);
}

std::string OdooVendor::stage(const std::string& word) const { return stages.at(word); }

void OdooVendor::move(VendorModel& model, const std::string& deal, const std::string& word, Instant at) const {
  for (const std::string& id : model.ids("crm.stage")) {
    if (model.record("crm.stage", id)["name"] == Value(stage(word)))
      return model.person_edits("crm.lead", deal, {{"stage_id", number_of(id)}}, at);
  }
}

void OdooVendor::merge(VendorModel& model, const std::string& loser, const std::string& winner, Instant at) const {
  dynamic_cast<OdooModel&>(model).person_merges(loser, winner, at);
}

std::size_t OdooVendor::messages(const VendorModel& model, const std::string& deal) const {
  const auto all = model.ids("mail.message");
  return static_cast<std::size_t>(std::ranges::count_if(all, [&](const std::string& id) {
    const Value message = model.record("mail.message", id);
    return text_of(message["model"]) == "crm.lead" && text_of(message["res_id"]) == deal;
  }));
}

}  // namespace syncline::sandbox
