#include "sandbox/crm_desk.h"

#include <charconv>

#include "base/json.h"
#include "sandbox/odoo/wholesaler_data.h"

namespace syncline::sandbox {
namespace {

constexpr const char* deals = "crm.lead";

std::string text_of(const Value& value) {
  if (value.is_list() && value.as_list().size() == 2) return value.at(1).string_or("");
  if (value.is_null() || value == Value(false)) return "";
  if (value.is_string()) return value.as_string();
  return value.is_number() ? value.as_decimal().text() : write_json(value);
}

}  // namespace

std::string CrmDesk::add_product(const std::string& sku, const std::string& name, const std::string& price) {
  std::string id;
  server_.with_model(
      [&](VendorModel& crm, Instant now) { id = sandbox::add_product(crm, {sku, name, "Units", price}, now); });
  return id;
}

std::string CrmDesk::add_deal(const std::string& company, const std::string& name,
                              const std::vector<std::pair<std::string, std::string>>& lines) {
  std::string id;
  server_.with_model(
      [&](VendorModel& crm, Instant now) { id = sandbox::add_deal(crm, company, {name, "New", lines}, now); });
  return id;
}

void CrmDesk::move(const std::string& deal, const std::string& stage) {
  const auto found = with("crm.stage", "name", stage);
  std::int64_t id = 0;
  if (!found.empty()) std::from_chars(found[0].data(), found[0].data() + found[0].size(), id);
  type(deals, deal, "stage_id", id);
}

void CrmDesk::type(const std::string& records, const std::string& id, const std::string& field, const Value& value) {
  server_.with_model([&](VendorModel& crm, Instant now) { crm.person_edits(records, id, {{field, value}}, now); });
}

std::vector<std::string> CrmDesk::with(const std::string& records, const std::string& field, const std::string& text) {
  std::vector<std::string> found;
  server_.with_model([&](VendorModel& crm, Instant) {
    for (const std::string& id : crm.ids(records)) {
      if (text_of(crm.record(records, id)[field]) == text) found.push_back(id);
    }
  });
  return found;
}

std::size_t CrmDesk::count(const std::string& records) {
  std::size_t all = 0;
  server_.with_model([&](VendorModel& crm, Instant) { all = crm.ids(records).size(); });
  return all;
}

std::string CrmDesk::shown(const std::string& records, const std::string& id, const std::string& field) {
  std::string text;
  server_.with_model([&](VendorModel& crm, Instant) { text = text_of(crm.record(records, id)[field]); });
  return text;
}

std::size_t CrmDesk::messages(const std::string& deal) {
  std::size_t count = 0;
  for (const std::string& id : with("mail.message", "res_id", deal))
    count += shown("mail.message", id, "model") == deals;
  return count;
}

}  // namespace syncline::sandbox
