#include "sandbox/hubspot/hubspot_vendor.h"

#include "sandbox/hubspot/hubspot_model.h"

namespace syncline::sandbox {
namespace {

constexpr Duration until_close = days(14);
constexpr std::int64_t daily_calls = 50'000'000;  // the demo asks every second

const std::map<std::string, std::string> stages{{"new", "appointmentscheduled"},
                                                {"qualified", "qualifiedtobuy"},
                                                {"proposed", "contractsent"},
                                                {"won", "closedwon"},
                                                {"in_delivery", "971001"},
                                                {"ready_to_close", "971002"},
                                                {"closed", "971003"},
                                                {"cancelled", "closedlost"}};

Forms forms() {
  return {{"customer",
           {"company",
            "companies",
            {{"tax_id", "erp_vat_id"},
             {"email", "erp_email"},
             {"street", "address"},
             {"country", "erp_country"},
             {"segment", "industry"},
             {"do_not_sync", "erp_do_not_sync"}},
            {},
            {"erp_archived", "true"}}},
          {"contact", {"contact", "contacts", {{"name", "full_name"}, {"customer", "associatedcompanyid"}}, {}}},
          {"product",
           {"product",
            "products",
            {{"sku", "hs_sku"}, {"list_price", "price"}, {"stock_quantity", "erp_stock_quantity"}},
            {}}},
          {"deal",
           {"deal",
            "deals",
            {{"name", "dealname"},
             {"stage", "dealstage"},
             {"customer", "company"},
             {"order_number", "erp_order_number"},
             {"order_status", "erp_order_status"},
             {"shipped_amount", "erp_shipped_amount"},
             {"paid_amount", "erp_paid_amount"},
             {"open_amount", "erp_open_amount"},
             {"invoice_number", "erp_invoice_number"},
             {"problem", "erp_sync_problem"}},
            {}}}};
}

}  // namespace

HubspotVendor::HubspotVendor() : CrmVendor(forms()) {}

std::unique_ptr<VendorModel> HubspotVendor::install(Instant at) const {
  HubspotSetup setup;
  setup.installed = at;
  setup.allowance.in_a_day = daily_calls;
  return std::make_unique<HubspotModel>(setup);
}

std::vector<Variable> HubspotVendor::environment(const std::string& url) const {
  return {{"URL", url}, {"TOKEN", HubspotSetup{}.token, true}};
}

std::string HubspotVendor::add_company(VendorModel& account, const Company& company, Instant at) const {
  return account.person_creates("companies",
                                {{"name", company.name},
                                 {"domain", company.domain},
                                 {"phone", company.phone},
                                 {"website", company.domain.empty() ? "" : "https://www." + company.domain},
                                 {"address", company.street},
                                 {"zip", company.postal_code},
                                 {"city", company.city},
                                 {"erp_country", company.country},
                                 {"erp_vat_id", company.tax_id},
                                 {"erp_email", company.email}},
                                at);
}

std::string HubspotVendor::add_person(VendorModel& account, const Person& person, const std::string& company,
                                      Instant at) const {
  const std::size_t space = person.name.rfind(' ');
  const bool one_word = space == std::string::npos;
  return account.person_creates("contacts",
                                {{"firstname", one_word ? "" : person.name.substr(0, space)},
                                 {"lastname", one_word ? person.name : person.name.substr(space + 1)},
                                 {"email", person.email},
                                 {"phone", person.phone},
                                 {"jobtitle", person.function},
                                 {"associatedcompanyid", company}},
                                at);
}

std::string HubspotVendor::add_article(VendorModel& account, const CatalogueArticle& article, Instant at) const {
  return account.person_creates(
      "products",
      {{"hs_sku", article.sku}, {"name", article.name}, {"erp_unit", article.unit}, {"price", article.price}}, at);
}

/// Who adds products to a deal takes over the sum of its lines as the amount.
std::string HubspotVendor::add_deal(VendorModel& account, const std::string& company, const Deal& deal,
                                    Instant at) const {
  const std::string id = account.person_creates("deals",
                                                {{"dealname", deal.name},
                                                 {"pipeline", "default"},
                                                 {"dealstage", stage(deal.stage)},
                                                 {"closedate", to_iso(at + until_close)},
                                                 {"company", company}},
                                                at);
  Decimal sum;
  for (const auto& [product, quantity] : deal.lines) {
    const Value sold = account.record("products", product);
    const std::string line = account.person_creates("line_items",
                                                    {{"deal", id},
                                                     {"hs_product_id", product},
                                                     {"hs_sku", sold["hs_sku"]},
                                                     {"name", sold["name"]},
                                                     {"price", sold["price"]},
                                                     {"quantity", quantity}},
                                                    at);
    const auto amount = Decimal::parse(account.record("line_items", line)["amount"].string_or("0"));
    sum = add(sum, amount.value_or(Decimal())).value_or(sum);
  }
  if (!deal.lines.empty()) account.person_edits("deals", id, {{"amount", sum.text()}}, at);
  return id;
}

std::string HubspotVendor::stage(const std::string& word) const { return stages.at(word); }

void HubspotVendor::move(VendorModel& account, const std::string& deal, const std::string& word, Instant at) const {
  account.person_edits("deals", deal, {{"dealstage", stage(word)}}, at);
}

void HubspotVendor::merge(VendorModel& account, const std::string& loser, const std::string& winner, Instant at) const {
  dynamic_cast<HubspotModel&>(account).person_merges("companies", loser, winner, at);
}

}  // namespace syncline::sandbox
