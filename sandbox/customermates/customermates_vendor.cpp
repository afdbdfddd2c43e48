#include "sandbox/customermates/customermates_vendor.h"

#include "base/time.h"
#include "sandbox/customermates/customermates_model.h"

namespace syncline::sandbox {
namespace {

constexpr Duration until_close = days(14);

const std::map<std::string, std::string> stages{
    {"new", "New"},       {"qualified", "Qualified"},     {"proposed", "Proposal"},
    {"won", "Won"},       {"in_delivery", "In delivery"}, {"ready_to_close", "Ready to close"},
    {"closed", "Closed"}, {"cancelled", "Lost"}};

Forms forms() {
  return {{"customer",
           {"organization",
            "organizations",
            {{"tax_id", "custom.VAT ID"},
             {"email", "custom.Email"},
             {"phone", "custom.Phone"},
             {"website", "custom.Website"},
             {"street", "custom.Street"},
             {"city", "custom.City"},
             {"country", "custom.Country"},
             {"do_not_sync", "custom.Do not sync"}},
            {},
            {"custom.Sync ended", "true"}}},
          {"contact",
           {"contact",
            "contacts",
            {{"name", "full_name"}, {"email", "emails"}, {"phone", "custom.Phone"}, {"customer", "organizationIds"}},
            {}}},
          {"product",
           {"product",
            "services",
            {{"sku", "custom.SKU"}, {"list_price", "amount"}, {"stock_quantity", "custom.Stock"}},
            {}}},
          {"deal",
           {"deal",
            "deals",
            {{"stage", "custom.Stage"},
             {"customer", "organizationIds"},
             {"order_number", "custom.Order number"},
             {"order_status", "custom.Order status"},
             {"shipped_amount", "custom.Shipped"},
             {"paid_amount", "custom.Paid"},
             {"open_amount", "custom.Open"},
             {"invoice_number", "custom.Invoice number"},
             {"problem", "custom.Sync problem"}},
            {}}}};
}

/// As the screen keeps a number that was typed in groups.
Value dialled(const Value& number) {
  std::string text = number.string_or("");
  std::erase(text, ' ');
  return text;
}

}  // namespace

CustomermatesVendor::CustomermatesVendor(bool has_records) : CrmVendor(forms()), has_records_(has_records) {}

std::unique_ptr<VendorModel> CustomermatesVendor::install(Instant) const {
  CustomermatesSetup setup;
  setup.has_records = has_records_;
  return std::make_unique<CustomermatesModel>(setup);
}

std::vector<Variable> CustomermatesVendor::environment(const std::string& url) const {
  return {{"URL", url}, {"API_KEY", CustomermatesSetup{}.api_key, true}};
}

std::string CustomermatesVendor::add_company(VendorModel& workspace, const Company& company, Instant at) const {
  return workspace.person_creates("organizations",
                                  {{"name", company.name},
                                   {"custom.VAT ID", company.tax_id},
                                   {"custom.Email", company.email},
                                   {"custom.Phone", dialled(company.phone)},
                                   {"custom.Website", company.domain.empty() ? "" : "https://www." + company.domain},
                                   {"custom.Street", company.street},
                                   {"custom.Postal code", company.postal_code},
                                   {"custom.City", company.city},
                                   {"custom.Country", company.country}},
                                  at);
}

std::string CustomermatesVendor::add_person(VendorModel& workspace, const Person& person, const std::string& company,
                                            Instant at) const {
  const std::size_t space = person.name.rfind(' ');
  const bool one_word = space == std::string::npos;
  return workspace.person_creates("contacts",
                                  {{"firstName", one_word ? person.name : person.name.substr(0, space)},
                                   {"lastName", one_word ? "" : person.name.substr(space + 1)},
                                   {"emails", person.email.empty() ? List{} : List{person.email}},
                                   {"custom.Phone", dialled(person.phone)},
                                   {"custom.Job title", person.function},
                                   {"organizationIds", company.empty() ? List{} : List{company}}},
                                  at);
}

std::string CustomermatesVendor::add_article(VendorModel& workspace, const CatalogueArticle& article,
                                             Instant at) const {
  return workspace.person_creates("services",
                                  {{"name", article.name},
                                   {"amount", Decimal::parse(article.price).value_or(Decimal())},
                                   {"custom.SKU", article.sku},
                                   {"custom.Unit", article.unit}},
                                  at);
}

std::string CustomermatesVendor::add_deal(VendorModel& workspace, const std::string& company, const Deal& deal,
                                          Instant at) const {
  List services;
  for (const auto& [product, quantity] : deal.lines)
    services.emplace_back(Map{{"serviceId", product}, {"quantity", Decimal::parse(quantity).value_or(Decimal())}});
  return workspace.person_creates("deals",
                                  {{"name", deal.name},
                                   {"custom.Stage", stage(deal.stage)},
                                   {"custom.Close date", to_iso(at + until_close).substr(0, 10)},
                                   {"organizationIds", List{company}},
                                   {"services", std::move(services)}},
                                  at);
}

void CustomermatesVendor::type(VendorModel& workspace, const std::string& kind, const std::string& id,
                               const std::string& field, const Value& value, Instant now) const {
  Vendor::type(workspace, kind, id, field, field == "phone" ? dialled(value) : value, now);
}

std::string CustomermatesVendor::shown(const VendorModel& workspace, const std::string& kind, const std::string& id,
                                       const std::string& field) const {
  if (field != "customer") return Vendor::shown(workspace, kind, id, field);
  const Value all = workspace.record(form(kind).records, id)["organizationIds"];
  return all.is_list() && !all.as_list().empty() ? all.at(0).string_or("") : "";
}

std::string CustomermatesVendor::stage(const std::string& word) const { return stages.at(word); }

void CustomermatesVendor::move(VendorModel& workspace, const std::string& deal, const std::string& word,
                               Instant at) const {
  workspace.person_edits("deals", deal, {{"custom.Stage", stage(word)}}, at);
}

void CustomermatesVendor::merge(VendorModel& workspace, const std::string& loser, const std::string& winner,
                                Instant at) const {
  for (const char* kind : {"contacts", "deals"}) {
    for (const std::string& id : workspace.ids(kind)) {
      if (workspace.record(kind, id)["organizationIds"] == Value(List{loser}))
        workspace.person_edits(kind, id, {{"organizationIds", List{winner}}}, at);
    }
  }
  workspace.person_deletes("organizations", loser, at);
}

}  // namespace syncline::sandbox
