#include "sandbox/salesforce/salesforce_vendor.h"

#include <algorithm>

#include "sandbox/salesforce/salesforce_model.h"
#include "sandbox/salesforce/wholesaler_data.h"

namespace syncline::sandbox {
namespace {

constexpr std::int64_t daily_calls = 5'000'000;  // a large org's: the demo asks every second
constexpr Duration until_close = days(14);

const std::map<std::string, std::string> stages{
    {"new", "Prospecting"},  {"qualified", "Qualification"}, {"proposed", "Proposal/Price Quote"},
    {"won", "Closed Won"},   {"in_delivery", "In Delivery"}, {"ready_to_close", "Ready to Close"},
    {"closed", "Completed"}, {"cancelled", "Cancelled"}};

Forms forms() {
  const std::map<std::string, std::string> bill{
      {"number", "Name"},          {"customer", "Account__c"}, {"status", "Status__c"},
      {"due_date", "Due_Date__c"}, {"open_amount", "Open__c"}, {"paid_amount", "Paid__c"},
      {"gross_total", "Total__c"}, {"invoice", "Invoice__c"},  {"dunning_level", "Dunning_Level__c"}};
  return {{"customer",
           {"account",
            "Account",
            {{"name", "Name"},
             {"tax_id", "VAT_ID__c"},
             {"email", "Email__c"},
             {"phone", "Phone"},
             {"street", "BillingStreet"},
             {"city", "BillingCity"},
             {"country", "BillingCountryCode"},
             {"segment", "Type"},
             {"do_not_sync", "Do_Not_Sync__c"}},
            {},
            {"Archived__c", true}}},
          {"contact",
           {"contact",
            "Contact",
            {{"name", "Name"}, {"email", "Email"}, {"phone", "Phone"}, {"customer", "AccountId"}},
            {}}},
          {"product",
           {"product",
            "Product2",
            {{"sku", "ProductCode"}, {"name", "Name"}, {"stock_quantity", "Stock_Quantity__c"}},
            {}}},
          {"deal",
           {"deal",
            "Opportunity",
            {{"name", "Name"},
             {"stage", "StageName"},
             {"customer", "AccountId"},
             {"amount", "Amount"},
             {"order_number", "ERP_Order_Number__c"},
             {"order_status", "Order_Status__c"},
             {"shipped_amount", "Shipped_Amount__c"},
             {"paid_amount", "Paid_Amount__c"},
             {"open_amount", "Open_Amount__c"},
             {"invoice_number", "ERP_Invoice_Number__c"},
             {"problem", "Sync_Problem__c"}},
            {}}},
          {"invoice", {"invoice", "Invoice__c", bill, {}}},
          {"credit_note", {"credit_note", "Credit_Note__c", bill, {}}}};
}

}  // namespace

SalesforceVendor::SalesforceVendor() : CrmVendor(forms()) {}

std::unique_ptr<VendorModel> SalesforceVendor::install(Instant at) const {
  SalesforceSetup setup;
  setup.installed = at;
  setup.daily_calls = daily_calls;
  return std::make_unique<SalesforceModel>(setup);
}

std::vector<Variable> SalesforceVendor::environment(const std::string& url) const {
  const SalesforceSetup setup;
  return {{"URL", url}, {"CLIENT_ID", setup.app.id}, {"CLIENT_SECRET", setup.app.secret, true}};
}

std::string SalesforceVendor::add_company(VendorModel& model, const Company& company, Instant at) const {
  return salesforce::add_company(model, company, at);
}

std::string SalesforceVendor::add_person(VendorModel& model, const Person& person, const std::string& company,
                                         Instant at) const {
  return salesforce::add_person(model, company, person, at);
}

/// A product's price stands in the standard price book.
Spot SalesforceVendor::spot(const VendorModel& model, const std::string& kind, const std::string& id,
                            const std::string& field) const {
  if (kind == "product" && field == "list_price")
    return {"PricebookEntry", salesforce::price_of(model, id), "UnitPrice"};
  return Vendor::spot(model, kind, id, field);
}

std::string SalesforceVendor::shown(const VendorModel& model, const std::string& kind, const std::string& id,
                                    const std::string& field) const {
  const std::string text = Vendor::shown(model, kind, id, field);
  return field == "invoice" && !text.empty() ? Vendor::shown(model, "invoice", text, "number") : text;
}

std::string SalesforceVendor::add_article(VendorModel& model, const CatalogueArticle& article, Instant at) const {
  return salesforce::add_product(model, {article.sku, article.name, article.unit, article.price}, at);
}

std::string SalesforceVendor::add_deal(VendorModel& model, const std::string& company, const Deal& deal,
                                       Instant at) const {
  const std::string close = to_iso(at + until_close).substr(0, 10);
  return salesforce::add_deal(model, company, {deal.name, stage(deal.stage), close, deal.lines}, at);
}

std::string SalesforceVendor::stage(const std::string& word) const { return stages.at(word); }

void SalesforceVendor::move(VendorModel& model, const std::string& deal, const std::string& word, Instant at) const {
  model.person_edits("Opportunity", deal, {{"StageName", stage(word)}}, at);
}

void SalesforceVendor::merge(VendorModel& model, const std::string& loser, const std::string& winner,
                             Instant at) const {
  dynamic_cast<SalesforceModel&>(model).person_merges("Account", loser, winner, at);
}

std::size_t SalesforceVendor::messages(const VendorModel& model, const std::string& deal) const {
  const auto all = model.ids("Task");
  return static_cast<std::size_t>(std::ranges::count_if(
      all, [&](const std::string& id) { return model.record("Task", id)["WhatId"] == Value(deal); }));
}

}  // namespace syncline::sandbox
