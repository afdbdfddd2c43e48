#include "sandbox/sap_s4hana/sap_vendor.h"

#include <algorithm>

#include "sandbox/sap_s4hana/sap_model.h"
#include "sandbox/tryton/trade_data.h"

namespace syncline::sandbox {
namespace {

Forms forms() {
  const std::map<std::string, std::string> bill{{"number", "BillingDocument"},
                                                {"customer", "SoldToParty"},
                                                {"net_total", "TotalNetAmount"},
                                                {"gross_total", "TotalGrossAmount"}};
  return {{"customer",
           {"customer",
            "A_BusinessPartner",
            {{"name", "OrganizationBPName1"}},
            {"BusinessPartnerCategory", "2"},
            {"BusinessPartnerIsBlocked", true}}},
          {"contact", {"contact", "A_BusinessPartner", {{"name", "full_name"}}, {"BusinessPartnerCategory", "1"}}},
          {"product", {"product", "A_Product", {{"sku", "Product"}}, {}}},
          {"order",
           {"order",
            "A_SalesOrder",
            {{"number", "SalesOrder"},
             {"customer", "SoldToParty"},
             {"status", "OverallDeliveryStatus"},
             {"net_total", "TotalNetAmount"}},
            {}}},
          {"invoice", {"invoice", "A_BillingDocument", bill, {"BillingDocumentType", "F2"}}},
          {"credit_note", {"credit_note", "A_BillingDocument", bill, {"BillingDocumentType", "G2"}}}};
}

SapModel& client_of(VendorModel& model) { return dynamic_cast<SapModel&>(model); }

/// The first record of the set in which the property is this.
std::string first_where(const VendorModel& model, const std::string& set, const char* property, const Value& wanted) {
  for (const std::string& id : model.ids(set)) {
    if (model.record(set, id)[property] == wanted) return id;
  }
  return "";
}

std::string address_of(const VendorModel& model, const std::string& partner) {
  return first_where(model, "A_BusinessPartnerAddress", "BusinessPartner", partner);
}

/// Below a partner's first address; no id: there is none yet.
Spot at_address(const VendorModel& model, const std::string& partner, const char* set, const char* property) {
  const std::string address = address_of(model, partner);
  const Value number = model.record("A_BusinessPartnerAddress", address)["AddressID"];
  return {set, address.empty() ? "" : first_where(model, set, "AddressID", number), property};
}

List when_given(const std::string& text, const char* property) {
  return text.empty() ? List{} : List{Map{{property, text}}};
}

Map address_fields(const std::string& email, const std::string& phone) {
  return {{"Country", "DE"},
          {"to_EmailAddress", when_given(email, "EmailAddress")},
          {"to_PhoneNumber", when_given(phone, "PhoneNumber")}};
}

}  // namespace

SapVendor::SapVendor() : ErpVendor(forms()) {}

std::unique_ptr<VendorModel> SapVendor::install(Instant) const { return std::make_unique<SapModel>(); }

std::vector<Variable> SapVendor::environment(const std::string& url) const {
  const SapSetup setup;
  return {{"URL", url},
          {"USER", setup.user},
          {"CLIENT", setup.client},
          {"SALES_ORGANIZATION", setup.sales_organization},
          {"TIME_ZONE", setup.zone},
          {"PASSWORD", setup.password, true}};
}

std::string SapVendor::add_company(VendorModel& model, const Company& company, Instant at) const {
  const SapSetup setup;
  Map address = address_fields(company.email, company.phone);
  address.set("StreetName", company.street);
  address.set("PostalCode", company.postal_code);
  address.set("CityName", company.city);
  if (!company.country.empty()) address.set("Country", company.country);
  Map fields{
      {"BusinessPartnerCategory", "2"},
      {"OrganizationBPName1", company.name},
      {"to_BusinessPartnerAddress", List{std::move(address)}},
      {"to_BusinessPartnerRole", List{Map{{"BusinessPartnerRole", "FLCU01"}}}},
      {"to_Customer", List{Map{{"to_CustomerSalesArea", List{Map{{"SalesOrganization", setup.sales_organization},
                                                                 {"DistributionChannel", setup.distribution_channel},
                                                                 {"Division", setup.division},
                                                                 {"Currency", "EUR"},
                                                                 {"CustomerPaymentTerms", "0001"}}}}}}}};
  if (!company.tax_id.empty())
    fields.set("to_BusinessPartnerTax",
               List{Map{{"BPTaxType", company.tax_id.substr(0, 2) + "0"}, {"BPTaxNumber", company.tax_id}}});
  return model.person_creates("A_BusinessPartner", fields, at);
}

std::string SapVendor::add_person(VendorModel& model, const Person& person, const std::string& company,
                                  Instant at) const {
  const std::size_t blank = person.name.rfind(' ');
  const bool one_word = blank == std::string::npos;
  const std::string id =
      model.person_creates("A_BusinessPartner",
                           {{"BusinessPartnerCategory", "1"},
                            {"FirstName", one_word ? "" : person.name.substr(0, blank)},
                            {"LastName", one_word ? person.name : person.name.substr(blank + 1)},
                            {"to_BusinessPartnerAddress", List{address_fields(person.email, person.phone)}}},
                           at);
  model.person_creates("A_BusinessPartnerContact", {{"BusinessPartnerCompany", company}, {"BusinessPartnerPerson", id}},
                       at);
  return id;
}

std::string SapVendor::kind_of(const VendorModel& model, const std::string& id) const {
  return model.record("A_BusinessPartner", id)["BusinessPartnerCategory"] == Value("1") ? "contact" : "customer";
}

Spot SapVendor::spot(const VendorModel& model, const std::string& kind, const std::string& id,
                     const std::string& field) const {
  if (kind != "customer" && kind != "contact") return Vendor::spot(model, kind, id, field);
  if (field == "phone") return at_address(model, id, "A_AddressPhoneNumber", "PhoneNumber");
  if (field == "email") return at_address(model, id, "A_AddressEmailAddress", "EmailAddress");
  static const std::map<std::string, const char*> address{
      {"street", "StreetName"}, {"postal_code", "PostalCode"}, {"city", "CityName"}, {"country", "Country"}};
  if (const auto part = address.find(field); part != address.end())
    return {"A_BusinessPartnerAddress", address_of(model, id), part->second};
  if (field == "tax_id")
    return {"A_BusinessPartnerTaxNumber", first_where(model, "A_BusinessPartnerTaxNumber", "BusinessPartner", id),
            "BPTaxNumber"};
  if (field == "customer")
    return {"A_BusinessPartnerContact", first_where(model, "A_BusinessPartnerContact", "BusinessPartnerPerson", id),
            "BusinessPartnerCompany"};
  return Vendor::spot(model, kind, id, field);
}

/// What is open of an invoice: nothing once its item is cleared, else all of it.
std::string SapVendor::shown(const VendorModel& model, const std::string& kind, const std::string& id,
                             const std::string& field) const {
  if (field != "open_amount") return Vendor::shown(model, kind, id, field);
  const Value bill = model.record("A_BillingDocument", id);
  return bill["InvoiceClearingStatus"] == Value("C") ? "0" : text_of(bill["TotalGrossAmount"]);
}

void SapVendor::add_catalogue(VendorModel& model, Instant at) const {
  static const std::map<std::string, const char*> units{{"u", "PC"}, {"m", "M"}, {"kg", "KG"}, {"h", "H"}};
  int number = 0;
  for (const tryton::Article& each : tryton::catalogue()) {
    const char* unit = units.at(each.unit);
    model.person_creates("A_Product",
                         {{"Product", each.sku},
                          {"ProductType", std::string_view(each.kind) == "service" ? "SERV" : "HAWA"},
                          {"BaseUnit", unit},
                          {"to_Description", List{Map{{"Language", "EN"}, {"ProductDescription", each.name}}}}},
                         at);
    model.person_creates("A_SlsPrcgConditionRecord",
                         {{"ConditionRecord", std::to_string(++number)},
                          {"ConditionType", "PPR0"},
                          {"ConditionRateValue", *Decimal::parse(each.price)},
                          {"ConditionRateValueUnit", "EUR"},
                          {"ConditionQuantity", Decimal(1)},
                          {"to_SlsPrcgCndnRecdValidity", List{Map{{"ConditionValidityStartDate", "2020-01-01"},
                                                                  {"ConditionValidityEndDate", "9999-12-31"},
                                                                  {"Material", each.sku}}}}},
                         at);
    model.person_creates("A_MaterialStock", {{"Material", each.sku}, {"MaterialBaseUnit", unit}}, at);
    model.person_creates("A_MatlStkInAcctMod",
                         {{"Material", each.sku},
                          {"Plant", "1010"},
                          {"StorageLocation", "101A"},
                          {"InventoryStockType", "01"},
                          {"MatlWrhsStkQtyInMatlBaseUnit", Decimal(each.stock)}},
                         at);
  }
}

void SapVendor::add_past_sales(VendorModel& model, const std::vector<std::string>& customers, Instant begin,
                               Instant now) const {
  const std::vector<tryton::Article>& articles = tryton::catalogue();
  std::size_t n = 0;
  for (const std::string& customer : customers) {
    const Instant at = begin + days(static_cast<std::int64_t>(n) * 9);
    if (at + days(6) > now) return;
    const std::string order = enter(
        model, customer,
        {{articles[n % articles.size()].sku, Decimal(2)}, {articles[(n * 7 + 3) % articles.size()].sku, Decimal(10)}},
        "", at);
    if (++n % 11 == 0) continue;  // nothing has left yet
    ship(model, order, {}, at + days(3));
    for (const std::string& each : invoice(model, order, at + days(3))) {
      if (n % 4 != 0) collect(model, each, *Decimal::parse(shown(model, "invoice", each, "gross_total")), at + days(6));
    }
  }
}

/// Orders have no subject.
std::string SapVendor::enter(VendorModel& model, const std::string& customer, const Lines& lines, const std::string&,
                             Instant at) const {
  const SapSetup setup;
  List items;
  for (const auto& [sku, quantity] : lines) items.emplace_back(Map{{"Material", sku}, {"RequestedQuantity", quantity}});
  return model.person_creates("A_SalesOrder",
                              {{"SalesOrderType", "OR"},
                               {"SalesOrganization", setup.sales_organization},
                               {"DistributionChannel", setup.distribution_channel},
                               {"OrganizationDivision", setup.division},
                               {"SoldToParty", customer},
                               {"to_Item", std::move(items)}},
                              at);
}

bool SapVendor::ship(VendorModel& model, const std::string& order, const std::map<std::string, Decimal>& shares,
                     Instant at) const {
  return client_of(model).person_ships(order, shares, at);
}

std::vector<std::string> SapVendor::invoice(VendorModel& model, const std::string& order, Instant at) const {
  const std::string made = client_of(model).person_bills(order, at);
  return made.empty() ? std::vector<std::string>{} : std::vector<std::string>{made};
}

void SapVendor::collect(VendorModel& model, const std::string& invoice, const Decimal& amount, Instant at) const {
  client_of(model).person_pays(invoice, amount, at);
}

std::string SapVendor::credit(VendorModel& model, const std::string& invoice, Instant at) const {
  return client_of(model).person_credits(invoice, at);
}

void SapVendor::reprice(VendorModel& model, const std::string& sku, const Decimal& price, Instant at) const {
  const std::string validity = first_where(model, "A_SlsPrcgCndnRecdValidity", "Material", sku);
  model.person_edits("A_SlsPrcgConditionRecord",
                     model.record("A_SlsPrcgCndnRecdValidity", validity)["ConditionRecord"].string_or(""),
                     {{"ConditionRateValue", price}}, at);
}

}  // namespace syncline::sandbox
