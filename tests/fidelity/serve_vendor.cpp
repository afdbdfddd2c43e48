// serve_vendor NAME: a model of a vendor over HTTP on loopback, for that vendor's own client library. The address comes
// on stdout; lines on stdin do what people do; it ends with stdin.
#include <iostream>
#include <sstream>

#include "net/http_server.h"
#include "runtime/thread_runtime.h"
#include "sandbox/http/vendor_server.h"
#include "sandbox/hubspot/hubspot_model.h"
#include "sandbox/salesforce/salesforce_model.h"

using namespace syncline;

namespace {

std::unique_ptr<sandbox::VendorModel> model_of(const std::string& name, Instant now) {
  if (name == "hubspot") {
    sandbox::HubspotSetup account;
    account.installed = now - days(30);
    account.index_lag = Duration{};
    account.allowance = {.in_ten_seconds = 10'000, .searches_in_a_second = 1'000};
    return std::make_unique<sandbox::HubspotModel>(account);
  }
  if (name != "salesforce") return nullptr;
  sandbox::SalesforceSetup setup;
  setup.installed = now - days(30);
  setup.most_rows = 5;
  setup.shown_late = false;
  return std::make_unique<sandbox::SalesforceModel>(setup);
}

/// "expire", "merge Account LOSER WINNER", "merge companies LOSER WINNER", "lock Account ID", "unlock Account ID".
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
  if (verb == "unlock" && salesforce) salesforce->person_locks(object, first, now);
}

}  // namespace

int main(int argc, char** argv) {
  ThreadRuntime rt;
  auto model = model_of(argc > 1 ? argv[1] : "", rt.now());
  if (!model) {
    std::cerr << "usage: serve_vendor salesforce|hubspot\n";
    return 2;
  }
  sandbox::VendorServer vendor(rt, std::move(model));
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
