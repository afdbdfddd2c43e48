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

std::int64_t number_of(const std::string& id) {
  std::int64_t number = 0;
  std::from_chars(id.data(), id.data() + id.size(), number);
  return number;
}

/// Of the first that bears the name; false: there is none.
Value id_of(const VendorModel& odoo, const char* model, const std::string& name) {
  for (const std::string& id : odoo.ids(model)) {
    if (odoo.record(model, id)["name"] == Value(name)) return number_of(id);
  }
  return false;
}

Decimal decimal_of(const std::string& text) { return Decimal::parse(text).value_or(Decimal()); }

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
                                 {"country_id", country_id(company.country)},
                                 {"x_segment", company.prospect ? Value("prospect") : Value(false)}},
                             now);
}

std::string add_person(VendorModel& odoo, const std::string& company_id, const OdooPerson& person, Instant now) {
  return odoo.person_creates("res.partner",
                             Map{{"name", person.name},
                                 {"parent_id", number_of(company_id)},
                                 {"type", "contact"},
                                 {"email", person.email},
                                 {"phone", person.phone},
                                 {"function", person.function}},
                             now);
}

std::string add_product(VendorModel& odoo, const OdooProduct& product, Instant now) {
  return odoo.person_creates("product.product",
                             Map{{"default_code", product.sku},
                                 {"name", product.name},
                                 {"list_price", decimal_of(product.price)},
                                 {"uom_id", id_of(odoo, "uom.uom", product.unit)}},
                             now);
}

std::string add_deal(VendorModel& odoo, const std::string& company_id, const OdooDeal& deal, Instant now) {
  const std::int64_t company = number_of(company_id);
  const std::string made = odoo.person_creates(
      "crm.lead", Map{{"name", deal.name}, {"partner_id", company}, {"stage_id", id_of(odoo, "crm.stage", deal.stage)}},
      now);
  if (made.empty() || deal.lines.empty()) return made;
  List lines;
  for (const auto& [product, quantity] : deal.lines)
    lines.push_back(List{0, 0, Map{{"product_id", number_of(product)}, {"product_uom_qty", decimal_of(quantity)}}});
  const std::string quotation = odoo.person_creates(
      "sale.order", Map{{"partner_id", company}, {"opportunity_id", number_of(made)}, {"order_line", lines}}, now);
  odoo.person_edits("crm.lead", made, Map{{"expected_revenue", odoo.record("sale.order", quotation)["amount_untaxed"]}},
                    now);
  return made;
}

}  // namespace syncline::sandbox
