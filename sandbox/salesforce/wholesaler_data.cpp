#include "sandbox/salesforce/wholesaler_data.h"

namespace syncline::sandbox::salesforce {
namespace {

Value number(const std::string& text) {
  const auto parsed = Decimal::parse(text);
  return parsed ? Value(*parsed) : Value();
}

std::string standard_price_book(const VendorModel& org) {
  for (const std::string& id : org.ids("Pricebook2")) {
    if (org.record("Pricebook2", id)["IsStandard"] == Value(true)) return id;
  }
  return {};
}

}  // namespace

std::string price_of(const VendorModel& org, const std::string& product) {
  for (const std::string& id : org.ids("PricebookEntry")) {
    if (org.record("PricebookEntry", id)["Product2Id"] == Value(product)) return id;
  }
  return {};
}

std::string add_company(VendorModel& org, const Company& company, Instant at) {
  return org.person_creates("Account",
                            {{"Name", company.name},
                             {"VAT_ID__c", company.tax_id},
                             {"Email__c", company.email},
                             {"Phone", company.phone},
                             {"Website", company.domain.empty() ? "" : "https://www." + company.domain},
                             {"BillingStreet", company.street},
                             {"BillingPostalCode", company.postal_code},
                             {"BillingCity", company.city},
                             {"BillingCountryCode", company.country},
                             {"Type", company.prospect ? "Prospect" : "Customer - Direct"},
                             {"Credit_Limit__c", number(company.credit_limit)}},
                            at);
}

std::string add_person(VendorModel& org, const std::string& account, const Person& person, Instant at) {
  const std::size_t space = person.name.rfind(' ');
  const bool one_word = space == std::string::npos;
  return org.person_creates("Contact",
                            {{"FirstName", one_word ? "" : person.name.substr(0, space)},
                             {"LastName", one_word ? person.name : person.name.substr(space + 1)},
                             {"Email", person.email},
                             {"Phone", person.phone},
                             {"Title", person.function},
                             {"AccountId", account}},
                            at);
}

std::string add_product(VendorModel& org, const Article& article, Instant at) {
  const std::string product = org.person_creates("Product2",
                                                 {{"Name", article.name},
                                                  {"ProductCode", article.sku},
                                                  {"QuantityUnitOfMeasure", article.unit},
                                                  {"IsActive", true}},
                                                 at);
  org.person_creates("PricebookEntry",
                     {{"Pricebook2Id", standard_price_book(org)},
                      {"Product2Id", product},
                      {"UnitPrice", number(article.price)},
                      {"IsActive", true}},
                     at);
  return product;
}

std::string add_deal(VendorModel& org, const std::string& account, const Deal& deal, Instant at) {
  const std::string id = org.person_creates(
      "Opportunity",
      {{"Name", deal.name}, {"AccountId", account}, {"StageName", deal.stage}, {"CloseDate", deal.close_date}}, at);
  for (const auto& [product, quantity] : deal.lines)
    org.person_creates(
        "OpportunityLineItem",
        {{"OpportunityId", id}, {"PricebookEntryId", price_of(org, product)}, {"Quantity", number(quantity)}}, at);
  return id;
}

}  // namespace syncline::sandbox::salesforce
