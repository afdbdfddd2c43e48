#include "sandbox/tryton/wholesaler_data.h"

#include <charconv>

#include "sandbox/tryton/identifier.h"

namespace syncline::sandbox::tryton {
namespace {

/// The record of which this field has this value; null when there is none.
Value id_where(const VendorModel& model, const std::string& records, std::string_view field, std::string_view value) {
  for (const std::string& id : model.ids(records)) {
    const Value record = model.record(records, id);
    if (record[field] == Value(value)) return record["id"];
  }
  return {};
}

Value id_value(const std::string& id) {
  std::int64_t n = 0;
  std::from_chars(id.data(), id.data() + id.size(), n);
  return n;
}

Value creation_of(List records) { return List{List{"create", std::move(records)}}; }

Value in_category(const VendorModel& model, std::string_view name) {
  return List{List{"add", List{id_where(model, "party.category", "name", name)}}};
}

List mechanisms(std::initializer_list<std::pair<const char*, std::string>> all) {
  List list;
  for (const auto& [type, value] : all) {
    if (!value.empty()) list.emplace_back(Map{{"type", type}, {"value", value}});
  }
  return list;
}

Map identifier_of(const Company& company) {
  const char* type = company.country == "CH" ? "ch_vat" : company.country == "GB" ? "gb_vat" : "eu_vat";
  const bool valid = is_valid_identifier(type, company.tax_id);
  return {{"type", valid ? Value(type) : Value()}, {"code", company.tax_id}};
}

/// "30 days net" is the term "30 Tage".
Value payment_term(const VendorModel& model, const std::string& words) {
  const std::size_t space = words.find(' ');
  if (space == std::string::npos) return {};
  return id_where(model, "account.invoice.payment_term", "name", words.substr(0, space) + " Tage");
}

}  // namespace

std::string add_company(VendorModel& model, const Company& company, Instant at) {
  Map party{{"name", company.name}, {"categories", in_category(model, "Customer")}};
  party.set("addresses", creation_of({Map{{"street", company.street},
                                          {"postal_code", company.postal_code},
                                          {"city", company.city},
                                          {"country", id_where(model, "country.country", "code", company.country)},
                                          {"invoice", true}}}));
  const std::string website = company.domain.empty() ? "" : "https://www." + company.domain;
  party.set("contact_mechanisms",
            creation_of(mechanisms({{"phone", company.phone}, {"email", company.email}, {"website", website}})));
  if (!company.tax_id.empty()) party.set("identifiers", creation_of({identifier_of(company)}));
  if (!company.credit_limit.empty()) {
    party.set("credit_limit_amount", Map{{"__class__", "Decimal"}, {"decimal", company.credit_limit}});
  }
  party.set("customer_payment_term", payment_term(model, company.payment_terms));
  return model.person_creates("party.party", party, at);
}

std::string add_person(VendorModel& model, const std::string& company_id, const std::string& name,
                       const std::string& email, const std::string& phone, Instant at) {
  const Value type = id_where(model, "party.relation.type", "name", "contact person of");
  Map party{{"name", name}, {"categories", in_category(model, "Contact person")}};
  party.set("contact_mechanisms", creation_of(mechanisms({{"phone", phone}, {"email", email}})));
  party.set("relations", creation_of({Map{{"to", id_value(company_id)}, {"type", type}}}));
  return model.person_creates("party.party", party, at);
}

}  // namespace syncline::sandbox::tryton
