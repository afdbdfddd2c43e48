#include "sandbox/odoo/schema.h"

#include <algorithm>
#include <array>

namespace syncline::sandbox::odoo {
namespace {

using enum FieldKind;

constexpr std::array address_types{Choice{"contact", "Contact"}, Choice{"invoice", "Invoice"},
                                   Choice{"delivery", "Delivery"}, Choice{"other", "Other"}};
constexpr std::array company_types{Choice{"person", "Person"}, Choice{"company", "Company"}};

Model partner() {
  return with_log({"res.partner",
                   "Contact",
                   "complete_name ASC, id DESC",
                   true,
                   {{"name", text, "Name"},
                    {"complete_name", text, "Complete Name", "", true},
                    {"active", boolean, "Active"},
                    {"is_company", boolean, "Is a Company"},
                    {"company_type", selection, "Company Type", "", true, company_types},
                    {"type", selection, "Address Type", "", false, address_types},
                    {"parent_id", many2one, "Related Company", "res.partner"},
                    {"child_ids", one2many, "Contact", "res.partner", false, {}, "parent_id"},
                    {"commercial_partner_id", many2one, "Commercial Entity", "res.partner", true},
                    {"ref", text, "Reference"},
                    {"vat", text, "Tax ID"},
                    {"company_registry", text, "Company ID"},
                    {"email", text, "Email"},
                    {"phone", text, "Phone"},
                    {"website", text, "Website"},
                    {"function", text, "Job Position"},
                    {"lang", text, "Language"},
                    {"street", text, "Street"},
                    {"street2", text, "Street2"},
                    {"zip", text, "Zip"},
                    {"city", text, "City"},
                    {"country_id", many2one, "Country", "res.country"},
                    {"country_code", text, "Country Code", "", true},
                    {"user_id", many2one, "Salesperson", "res.users"},
                    {"comment", html, "Notes"},
                    {"barcode", text, "Barcode"},
                    {"color", integer, "Color Index"},
                    {"customer_rank", integer, "Customer Rank"},
                    {"supplier_rank", integer, "Supplier Rank"},
                    {"credit_limit", monetary, "Credit Limit"},
                    {"property_payment_term_id", many2one, "Customer Payment Terms", "account.payment.term"},
                    {"x_do_not_sync", boolean, "Do not sync"},
                    {"x_qualified", boolean, "Qualified"},
                    {"x_credit_status", text, "Credit status"},
                    {"x_open_amount", monetary, "Open amount"},
                    {"x_dunning_level", integer, "Dunning level"},
                    {"x_segment", text, "Segment"}}});
}

std::vector<Model> master_data() {
  return {partner(),
          with_log({"res.country",
                    "Country",
                    "name, id",
                    false,
                    {{"name", text, "Country Name"},
                     {"code", text, "Country Code"},
                     {"phone_code", integer, "Country Calling Code"}}}),
          with_log({"res.users",
                    "User",
                    "name, login",
                    false,
                    {{"name", text, "Name"},
                     {"login", text, "Login"},
                     {"active", boolean, "Active"},
                     {"partner_id", many2one, "Related Partner", "res.partner"}}}),
          with_log({"account.payment.term",
                    "Payment Terms",
                    "id",
                    false,
                    {{"name", text, "Payment Terms"}, {"active", boolean, "Active"}}}),
          with_log({"ir.model.data",
                    "Model Data",
                    "module, model, name",
                    false,
                    {{"module", text, "Module"},
                     {"name", text, "External Identifier"},
                     {"complete_name", text, "Complete ID", "", true},
                     {"model", text, "Model Name"},
                     {"res_id", integer, "Record ID"},
                     {"noupdate", boolean, "Non Updatable"}}})};
}

const std::vector<Model>& models() {
  static const std::vector<Model> all = [] {
    std::vector<Model> both = master_data();
    for (Model& each : sales_models()) both.push_back(std::move(each));
    for (Model& each : book_models()) both.push_back(std::move(each));
    return both;
  }();
  return all;
}

constexpr std::array world{Country{12, "AT", "Austria", 43},      Country{20, "BE", "Belgium", 32},
                           Country{43, "CH", "Switzerland", 41},  Country{56, "CZ", "Czech Republic", 420},
                           Country{57, "DE", "Germany", 49},      Country{59, "DK", "Denmark", 45},
                           Country{68, "ES", "Spain", 34},        Country{70, "FI", "Finland", 358},
                           Country{75, "FR", "France", 33},       Country{109, "IT", "Italy", 39},
                           Country{133, "LU", "Luxembourg", 352}, Country{165, "NL", "Netherlands", 31},
                           Country{166, "NO", "Norway", 47},      Country{179, "PL", "Poland", 48},
                           Country{196, "SE", "Sweden", 46},      Country{231, "GB", "United Kingdom", 44},
                           Country{233, "US", "United States", 1}};

}  // namespace

Model with_log(Model model) {
  for (const Field& each : {Field{"id", integer, "ID", "", true}, Field{"display_name", text, "Display Name", "", true},
                            Field{"create_date", datetime, "Created on", "", true},
                            Field{"create_uid", many2one, "Created by", "res.users", true},
                            Field{"write_date", datetime, "Last Updated on", "", true},
                            Field{"write_uid", many2one, "Last Updated by", "res.users", true}})
    model.fields.push_back(each);
  return model;
}

const Field* Model::field(std::string_view wanted) const {
  const auto at = std::ranges::find(fields, wanted, &Field::name);
  return at == fields.end() ? nullptr : &*at;
}

const Model* model_named(std::string_view name) {
  const auto at = std::ranges::find(models(), name, &Model::name);
  return at == models().end() ? nullptr : &*at;
}

const Model& partner_model() { return models().front(); }

std::span<const Country> countries() { return world; }

std::string_view type_name(FieldKind kind) {
  switch (kind) {
    case boolean: return "boolean";
    case integer: return "integer";
    case monetary: return "float";
    case text: return "char";
    case html: return "html";
    case selection: return "selection";
    case date: return "date";
    case datetime: return "datetime";
    case many2one: return "many2one";
    case one2many: return "one2many";
    case many2many: return "many2many";
  }
  return "char";
}

}  // namespace syncline::sandbox::odoo
