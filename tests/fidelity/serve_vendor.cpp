// serve_vendor NAME: a model of a vendor over HTTP on loopback, for that vendor's own client library. The address comes
// on stdout; lines on stdin do what people do; it ends with stdin.
#include <iostream>
#include <map>
#include <sstream>

#include "net/http_server.h"
#include "runtime/thread_runtime.h"
#include "sandbox/bitrix24/bitrix24_model.h"
#include "sandbox/http/vendor_server.h"
#include "sandbox/hubspot/hubspot_model.h"
#include "sandbox/salesforce/salesforce_model.h"
#include "sandbox/sap_s4hana/sap_model.h"

using namespace syncline;

namespace {

std::unique_ptr<sandbox::VendorModel> hubspot(Instant now) {
  sandbox::HubspotSetup account;
  account.installed = now - days(30);
  account.index_lag = Duration{};
  account.allowance = {.in_ten_seconds = 10'000, .searches_in_a_second = 1'000};
  return std::make_unique<sandbox::HubspotModel>(account);
}

std::unique_ptr<sandbox::VendorModel> salesforce(Instant now) {
  sandbox::SalesforceSetup org;
  org.installed = now - days(30);
  org.most_rows = 5;
  org.shown_late = false;
  return std::make_unique<sandbox::SalesforceModel>(org);
}

std::unique_ptr<sandbox::VendorModel> bitrix24(Instant) {
  sandbox::Bitrix24Setup portal;
  portal.allowance = {.bucket = 10'000};
  return std::make_unique<sandbox::Bitrix24Model>(portal);
}

/// Twelve calls, then hardly one more; a method works three times.
std::unique_ptr<sandbox::VendorModel> bitrix24_busy(Instant) {
  sandbox::Bitrix24Setup portal;
  portal.allowance = {.bucket = 12, .leak = 0, .per_method = milliseconds(150), .each_takes = milliseconds(60)};
  return std::make_unique<sandbox::Bitrix24Model>(portal);
}

/// It sells P-1, pumps at 9.50.
std::unique_ptr<sandbox::VendorModel> sap_s4hana(Instant now) {
  auto system = std::make_unique<sandbox::SapModel>();
  system->person_creates("A_Product", {{"Product", "P-1"}, {"ProductType", "HAWA"}, {"BaseUnit", "PC"}}, now);
  system->person_creates("A_SlsPrcgConditionRecord",
                         {{"ConditionRecord", "1"},
                          {"ConditionType", "PPR0"},
                          {"ConditionRateValue", Decimal::of(950, 2)},
                          {"ConditionRateValueUnit", "EUR"},
                          {"ConditionQuantity", Decimal(1)},
                          {"to_SlsPrcgCndnRecdValidity", List{Map{{"ConditionValidityStartDate", "2020-01-01"},
                                                                  {"ConditionValidityEndDate", "9999-12-31"},
                                                                  {"Material", "P-1"}}}}},
                         now);
  return system;
}

using Vendor = std::unique_ptr<sandbox::VendorModel> (*)(Instant now);
const std::map<std::string, Vendor, std::less<>> vendors{{"bitrix24", bitrix24},
                                                         {"bitrix24_busy", bitrix24_busy},
                                                         {"hubspot", hubspot},
                                                         {"salesforce", salesforce},
                                                         {"sap_s4hana", sap_s4hana}};

/// "expire", "merge Account LOSER WINNER", "merge companies LOSER WINNER", "lock Account ID", "unlock Account ID",
/// "lock A_SalesOrder ID".
void obey(const std::string& line, sandbox::VendorModel& model, Instant now) {
  std::istringstream words(line);
  std::string verb, object, first, second;
  words >> verb >> object >> first >> second;
  auto* salesforce = dynamic_cast<sandbox::SalesforceModel*>(&model);
  if (verb == "expire") model.expire_sessions();
  if (verb == "merge" && salesforce) salesforce->person_merges(object, first, second, now);
  if (auto* hubspot = dynamic_cast<sandbox::HubspotModel*>(&model); hubspot && verb == "merge")
    hubspot->person_merges(object, first, second, now);
  if (verb == "lock" && salesforce) salesforce->person_locks(object, first, far_future);
  if (auto* sap = dynamic_cast<sandbox::SapModel*>(&model); sap && verb == "lock") sap->person_locks(first, far_future);
  if (verb == "unlock" && salesforce) salesforce->person_locks(object, first, now);
}

}  // namespace

int main(int argc, char** argv) {
  ThreadRuntime rt;
  const auto named = vendors.find(argc > 1 ? std::string_view(argv[1]) : std::string_view());
  if (named == vendors.end()) {
    std::cerr << "usage: serve_vendor NAME, one of:";
    for (const auto& [name, _] : vendors) std::cerr << " " << name;
    std::cerr << "\n";
    return 2;
  }
  sandbox::VendorServer vendor(rt, named->second(rt.now()));
  const auto http = start_http_server(rt, {}, [&](const HttpRequest& request) { return vendor.handle(request); });
  if (!http) {
    std::cerr << describe(http.error()) << "\n";
    return 1;
  }
  std::cout << "http://127.0.0.1:" << (*http)->port() << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    vendor.with_model([&](sandbox::VendorModel& served, Instant now) { obey(line, served, now); });
    std::cout << "done" << std::endl;
  }
  return 0;
}
