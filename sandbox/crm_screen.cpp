#include "sandbox/odoo/wholesaler_data.h"
#include "sandbox/screens.h"

namespace syncline::sandbox {
namespace {

std::string own_name(const std::string& field) { return field == "tax_id" ? "vat" : field; }

}  // namespace

std::string CrmScreen::add(const Company& company) {
  std::string id;
  server_.with_model([&](VendorModel& crm, Instant now) { id = add_company(crm, company, now); });
  return id;
}

std::string CrmScreen::add(const Person& person, const std::string& company) {
  std::string id;
  server_.with_model([&](VendorModel& crm, Instant now) {
    id = add_person(crm, company, {person.name, person.email, person.phone, person.function}, now);
  });
  return id;
}

void CrmScreen::type(const std::string& id, const std::string& field, const std::string& text) {
  server_.with_model(
      [&](VendorModel& crm, Instant now) { crm.person_edits(model(), id, {{own_name(field), text}}, now); });
}

std::string CrmScreen::shown(const std::string& id, const std::string& field) {
  std::string text;
  server_.with_model([&](VendorModel& crm, Instant) {
    const Value record = crm.record(model(), id);
    text = field == "company" ? std::to_string(record["parent_id"].at(0).int_or(0))
                              : record[own_name(field)].string_or("");
  });
  return text;
}

}  // namespace syncline::sandbox
