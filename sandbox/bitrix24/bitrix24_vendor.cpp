#include "sandbox/bitrix24/bitrix24_vendor.h"

#include "sandbox/bitrix24/bitrix24_model.h"

namespace syncline::sandbox {
namespace {

constexpr Duration until_close = days(14);

const std::map<std::string, std::string> stages{
    {"new", "NEW"},    {"qualified", "PREPARATION"}, {"proposed", "PREPAYMENT_INVOICE"},
    {"won", "WON"},    {"in_delivery", "EXECUTING"}, {"ready_to_close", "FINAL_INVOICE"},
    {"closed", "WON"}, {"cancelled", "LOSE"}};

const std::map<std::string, std::int64_t> measures{{"u", 5}, {"m", 1}, {"kg", 4}, {"h", 6}};

Forms forms() {
  return {
      {"customer",
       {"company",
        "company",
        {{"name", "title"},
         {"tax_id", "RQ_VAT_ID"},
         {"email", "EMAIL"},
         {"phone", "PHONE"},
         {"website", "WEB"},
         {"street", "ADDRESS_1"},
         {"postal_code", "POSTAL_CODE"},
         {"city", "CITY"},
         {"country", "UF_CRM_ERP_COUNTRY"},
         {"segment", "industry"},
         {"do_not_sync", "UF_CRM_ERP_DO_NOT_SYNC"}},
        {},
        {"UF_CRM_ERP_ARCHIVED", true}}},
      {"contact",
       {"contact",
        "contact",
        {{"name", "full_name"}, {"email", "EMAIL"}, {"phone", "PHONE"}, {"customer", "companyId"}},
        {},
        {"UF_CRM_ERP_ARCHIVED", true}}},
      {"product", {"product", "product", {{"sku", "xmlId"}, {"stock_quantity", "quantity"}}, {}, {"active", false}}},
      {"deal",
       {"deal",
        "deal",
        {{"name", "title"},
         {"stage", "stageId"},
         {"customer", "companyId"},
         {"amount", "opportunity"},
         {"order_number", "UF_CRM_ERP_ORDER_NUMBER"},
         {"order_status", "UF_CRM_ERP_ORDER_STATUS"},
         {"shipped_amount", "UF_CRM_ERP_SHIPPED_AMOUNT"},
         {"paid_amount", "UF_CRM_ERP_PAID_AMOUNT"},
         {"open_amount", "UF_CRM_ERP_OPEN_AMOUNT"},
         {"invoice_number", "UF_CRM_ERP_INVOICE_NUMBER"},
         {"problem", "UF_CRM_ERP_SYNC_PROBLEM"}},
        {}}},
      {"invoice",
       {"invoice",
        "invoice",
        {{"number", "title"},
         {"customer", "companyId"},
         {"status", "UF_CRM_SMART_INVOICE_ERP_STATUS"},
         {"due_date", "closedate"},
         {"paid_amount", "UF_CRM_SMART_INVOICE_ERP_PAID"},
         {"open_amount", "UF_CRM_SMART_INVOICE_ERP_OPEN"},
         {"gross_total", "opportunity"}},
        {}}}};
}

std::int64_t number(const std::string& id) { return bitrix24::id_of(Value(id)); }

/// The record in which it stands; empty: there is none.
std::string list_price_of(const VendorModel& portal, const std::string& product) {
  for (const std::string& id : portal.ids("price")) {
    const Value each = portal.record("price", id);
    if (each["productId"] == Value(number(product)) && each["catalogGroupId"] == Value(1)) return id;
  }
  return "";
}

}  // namespace

Bitrix24Vendor::Bitrix24Vendor() : CrmVendor(forms()) {}

/// Its people have added the units of the ERP, under the names that these have there.
std::unique_ptr<VendorModel> Bitrix24Vendor::install(Instant) const {
  Bitrix24Setup setup;
  setup.portal.own_measures = {"Units", "Hours", "u", "Stk.", "Std.", "STK", "M", "KG", "STD", "PC", "H"};
  return std::make_unique<Bitrix24Model>(setup);
}

std::vector<Variable> Bitrix24Vendor::environment(const std::string& url) const {
  return {{"URL", url}, {"USER", Bitrix24Setup{}.user}, {"CODE", Bitrix24Setup{}.secret, true}};
}

std::string Bitrix24Vendor::add_company(VendorModel& portal, const Company& company, Instant at) const {
  return portal.person_creates("company",
                               {{"title", company.name},
                                {"PHONE", company.phone},
                                {"EMAIL", company.email},
                                {"WEB", company.domain.empty() ? "" : "https://www." + company.domain},
                                {"RQ_VAT_ID", company.tax_id},
                                {"ADDRESS_1", company.street},
                                {"POSTAL_CODE", company.postal_code},
                                {"CITY", company.city},
                                {"UF_CRM_ERP_COUNTRY", company.country}},
                               at);
}

std::string Bitrix24Vendor::add_person(VendorModel& portal, const Person& person, const std::string& company,
                                       Instant at) const {
  const std::size_t space = person.name.rfind(' ');
  const bool one_word = space == std::string::npos;
  return portal.person_creates("contact",
                               {{"name", one_word ? "" : person.name.substr(0, space)},
                                {"lastName", one_word ? person.name : person.name.substr(space + 1)},
                                {"EMAIL", person.email},
                                {"PHONE", person.phone},
                                {"post", person.function},
                                {"companyId", number(company)}},
                               at);
}

std::string Bitrix24Vendor::add_article(VendorModel& portal, const CatalogueArticle& article, Instant at) const {
  const auto measure = measures.find(article.unit);
  const std::string id = portal.person_creates(
      "product",
      {{"name", article.name}, {"xmlId", article.sku}, {"measure", measure == measures.end() ? 5 : measure->second}},
      at);
  portal.person_creates(
      "price", {{"productId", number(id)}, {"catalogGroupId", 1}, {"price", article.price}, {"currency", "EUR"}}, at);
  return id;
}

std::string Bitrix24Vendor::add_deal(VendorModel& portal, const std::string& company, const Deal& deal,
                                     Instant at) const {
  List rows;
  for (const auto& [product, quantity] : deal.lines) {
    const Value price = portal.record("price", list_price_of(portal, product))["price"];
    rows.emplace_back(Map{{"productId", number(product)}, {"quantity", quantity}, {"price", price}});
  }
  return portal.person_creates("deal",
                               {{"title", deal.name},
                                {"stageId", stage(deal.stage)},
                                {"closedate", to_iso(at + until_close).substr(0, 10)},
                                {"companyId", number(company)},
                                {"productRows", std::move(rows)}},
                               at);
}

Spot Bitrix24Vendor::spot(const VendorModel& portal, const std::string& kind, const std::string& id,
                          const std::string& field) const {
  if (kind == "product" && field == "list_price") return {"price", list_price_of(portal, id), "price"};
  return Vendor::spot(portal, kind, id, field);
}

std::string Bitrix24Vendor::stage(const std::string& word) const { return stages.at(word); }

void Bitrix24Vendor::move(VendorModel& portal, const std::string& deal, const std::string& word, Instant at) const {
  portal.person_edits("deal", deal, {{"stageId", stage(word)}}, at);
}

void Bitrix24Vendor::merge(VendorModel& portal, const std::string& loser, const std::string& winner, Instant at) const {
  for (const char* kind : {"contact", "deal"}) {
    for (const std::string& id : portal.ids(kind)) {
      if (portal.record(kind, id)["companyId"] == Value(number(loser)))
        portal.person_edits(kind, id, {{"companyId", number(winner)}}, at);
    }
  }
  portal.person_deletes("company", loser, at);
}

std::size_t Bitrix24Vendor::messages(const VendorModel& portal, const std::string& deal) const {
  std::size_t out = 0;
  for (const std::string& id : portal.ids("comment"))
    out += portal.record("comment", id)["ENTITY_ID"] == Value(number(deal));
  return out;
}

}  // namespace syncline::sandbox
