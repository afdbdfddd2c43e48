#include "sandbox/business_central/wholesaler_data.h"

#include "base/text.h"
#include "sandbox/tryton/trade_data.h"

namespace syncline::sandbox::business_central {
namespace {

/// "30 days net" is the term "30 TAGE".
Value payment_term(const BusinessCentralModel& model, const std::string& words) {
  for (const std::string& id : model.ids("paymentTerms")) {
    const std::string code = model.record("paymentTerms", id)["code"].string_or("");
    if (code.substr(0, code.find(' ')) == words.substr(0, words.find(' '))) return id;
  }
  return zero_guid;
}

const char* unit_of(std::string_view unit) {
  return unit == "m" ? "M" : unit == "kg" ? "KG" : unit == "h" ? "STD" : "STK";
}

}  // namespace

std::string add_company(BusinessCentralModel& model, const Company& company, Instant at) {
  Map fields{{"displayName", truncate(company.name, 100)},
             {"taxRegistrationNumber", truncate(company.tax_id, 20)},
             {"email", company.email},
             {"phoneNumber", company.phone},
             {"addressLine1", company.street},
             {"postalCode", company.postal_code},
             {"city", company.city},
             {"country", company.country},
             {"paymentTermsId", payment_term(model, company.payment_terms)}};
  if (const auto limit = Decimal::parse(company.credit_limit)) fields.set("creditLimit", *limit);
  return model.person_creates("customers", fields, at);
}

std::string add_person(BusinessCentralModel& model, const std::string& customer_id, const Person& person, Instant at) {
  return model.person_creates("contacts",
                              {{"type", "Person"},
                               {"companyNumber", model.record("customers", customer_id)["$contact"]},
                               {"displayName", person.name},
                               {"email", person.email},
                               {"phoneNumber", person.phone},
                               {"jobTitle", truncate(person.function, 30)}},
                              at);
}

void add_catalogue(BusinessCentralModel& model, Instant at) {
  for (const tryton::Article& each : tryton::catalogue()) {
    const bool service = std::string_view(each.kind) == "service";
    const std::string id = model.person_creates("items",
                                                {{"number", each.sku},
                                                 {"displayName", each.name},
                                                 {"type", service ? "Service" : "Inventory"},
                                                 {"itemCategoryCode", truncate(each.category, 20)},
                                                 {"baseUnitOfMeasureCode", unit_of(each.unit)},
                                                 {"unitPrice", *Decimal::parse(each.price)}},
                                                at);
    if (each.stock > 0) model.person_stocks(id, Decimal(each.stock), at);
  }
}

}  // namespace syncline::sandbox::business_central
