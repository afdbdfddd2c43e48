#include "sandbox/odoo/wholesaler_data.h"

#include <algorithm>
#include <charconv>

#include "sandbox/odoo/schema.h"

namespace syncline::sandbox {
namespace {

Value country_id(const std::string& code) {
  const auto known = odoo::countries();
  const auto at = std::ranges::find(known, std::string_view(code), &odoo::Country::code);
  return at == known.end() ? Value(false) : Value(at->id);
}

}  // namespace

std::string add_company(VendorModel& odoo, const Company& company, Instant now) {
  return odoo.person_creates("res.partner",
                             Map{{"name", company.name},
                                 {"is_company", true},
                                 {"vat", company.tax_id},
                                 {"email", company.email},
                                 {"phone", company.phone},
                                 {"website", company.domain.empty() ? "" : "https://" + company.domain},
                                 {"street", company.street},
                                 {"zip", company.postal_code},
                                 {"city", company.city},
                                 {"country_id", country_id(company.country)}},
                             now);
}

std::string add_person(VendorModel& odoo, const std::string& company_id, const OdooPerson& person, Instant now) {
  std::int64_t company = 0;
  std::from_chars(company_id.data(), company_id.data() + company_id.size(), company);
  return odoo.person_creates("res.partner",
                             Map{{"name", person.name},
                                 {"parent_id", company},
                                 {"type", "contact"},
                                 {"email", person.email},
                                 {"phone", person.phone},
                                 {"function", person.function}},
                             now);
}

}  // namespace syncline::sandbox
