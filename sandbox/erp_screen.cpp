#include <algorithm>
#include <charconv>

#include "sandbox/screens.h"
#include "sandbox/tryton/wholesaler_data.h"

namespace syncline::sandbox {
namespace {

constexpr const char* parties = "party.party";
constexpr const char* relations = "party.relation.all";

/// Where a party's field stands: in a child record, or in the party itself.
struct Spot {
  std::string records, id, field;
};

std::string text_id(const Value& id) { return std::to_string(id.int_or(0)); }

Spot first_child(const VendorModel& erp, const std::string& party, const char* list, const char* records,
                 const std::string& field, const std::string& kind) {
  const Value record = erp.record(parties, party);
  if (!record[list].is_list()) return {};
  for (const Value& id : record[list].as_list()) {
    if (kind.empty() || erp.record(records, text_id(id))["type"] == Value(kind)) return {records, text_id(id), field};
  }
  return {};
}

Spot spot_of(const VendorModel& erp, const std::string& party, const std::string& field) {
  if (field == "phone" || field == "email")
    return first_child(erp, party, "contact_mechanisms", "party.contact_mechanism", "value", field);
  if (field == "street" || field == "city" || field == "country")
    return first_child(erp, party, "addresses", "party.address", field, "");
  if (field == "company") return first_child(erp, party, "relations", relations, "to", "");
  return {parties, party, field};
}

}  // namespace

std::string ErpScreen::add(const Company& company) {
  std::string id;
  server_.with_model([&](VendorModel& erp, Instant now) { id = tryton::add_company(erp, company, now); });
  return id;
}

std::string ErpScreen::add(const Person& person, const std::string& company) {
  std::string id;
  server_.with_model([&](VendorModel& erp, Instant now) {
    id = tryton::add_person(erp, company, person.name, person.email, person.phone, now);
  });
  return id;
}

void ErpScreen::type(const std::string& id, const std::string& field, const std::string& text) {
  server_.with_model([&](VendorModel& erp, Instant now) {
    const Spot spot = spot_of(erp, id, field);
    if (!spot.id.empty()) erp.person_edits(spot.records, spot.id, {{spot.field, text}}, now);
  });
}

std::string ErpScreen::shown(const std::string& id, const std::string& field) {
  std::string text;
  server_.with_model([&](VendorModel& erp, Instant) {
    const Spot spot = spot_of(erp, id, field);
    const Value record = spot.id.empty() ? Value() : erp.record(spot.records, spot.id);
    text = field == "company"   ? text_id(record["to"])
           : field == "country" ? erp.record("country.country", text_id(record["country"]))["code"].string_or("")
                                : record[spot.field].string_or("");
  });
  return text;
}

}  // namespace syncline::sandbox
