#include "sandbox/crm_desk.h"

namespace syncline::sandbox {

std::string CrmDesk::add_product(const std::string& sku, const std::string& name, const std::string& price) {
  std::string id;
  server_.with_model(
      [&](VendorModel& crm, Instant now) { id = vendor_.add_article(crm, {sku, name, "u", price}, now); });
  return id;
}

std::string CrmDesk::add_deal(const std::string& company, const std::string& name,
                              const std::vector<std::pair<std::string, std::string>>& lines) {
  std::string id;
  server_.with_model(
      [&](VendorModel& crm, Instant now) { id = vendor_.add_deal(crm, company, {name, "new", lines}, now); });
  return id;
}

void CrmDesk::move(const std::string& deal, const std::string& stage) {
  server_.with_model([&](VendorModel& crm, Instant now) { vendor_.move(crm, deal, stage, now); });
}

bool CrmDesk::is_in(const std::string& deal, const std::string& stage) {
  return shown("deal", deal, "stage") == vendor_.stage(stage);
}

void CrmDesk::type(const std::string& kind, const std::string& id, const std::string& field, const Value& value) {
  server_.with_model([&](VendorModel& crm, Instant now) { vendor_.type(crm, kind, id, field, value, now); });
}

void CrmDesk::merge(const std::string& loser, const std::string& winner) {
  server_.with_model([&](VendorModel& crm, Instant now) { vendor_.merge(crm, loser, winner, now); });
}

std::vector<std::string> CrmDesk::with(const std::string& kind, const std::string& field, const std::string& text) {
  std::vector<std::string> found;
  server_.with_model([&](VendorModel& crm, Instant) {
    for (const std::string& id : vendor_.ids(crm, kind)) {
      if (vendor_.shown(crm, kind, id, field) == text) found.push_back(id);
    }
  });
  return found;
}

std::size_t CrmDesk::count(const std::string& kind) {
  std::size_t all = 0;
  server_.with_model([&](VendorModel& crm, Instant) { all = vendor_.ids(crm, kind).size(); });
  return all;
}

std::string CrmDesk::shown(const std::string& kind, const std::string& id, const std::string& field) {
  std::string text;
  server_.with_model([&](VendorModel& crm, Instant) { text = vendor_.shown(crm, kind, id, field); });
  return text;
}

std::size_t CrmDesk::messages(const std::string& deal) {
  std::size_t count = 0;
  server_.with_model([&](VendorModel& crm, Instant) { count = vendor_.messages(crm, deal); });
  return count;
}

}  // namespace syncline::sandbox
