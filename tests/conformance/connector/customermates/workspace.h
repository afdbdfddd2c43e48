#pragma once
// What the suites about both APIs of Customermates have in common.

#include "connect/testing.h"
#include "sandbox/customermates/customermates_model.h"
#include "sandbox/customermates/customermates_vendor.h"
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {

inline const sandbox::CustomermatesVendor people;

/// With columns that a project binds.
inline std::shared_ptr<const Manifest> with_columns(const std::string& object, const std::vector<std::string>& labels) {
  return testing::shipped("customermates")->changed([&](Manifest& all) {
    for (const std::string& label : labels) {
      ValueSpec field;
      field.name = field.path = "custom." + label;
      all.objects.at(object).fields.push_back(field);
    }
  });
}

inline std::shared_ptr<SystemPort> bound(Bench& bench, HttpClient& client, const std::string& object,
                                         const std::vector<std::string>& labels) {
  return *make_http_port(bench.rt, client, with_columns(object, labels), "sys", bench.vendor.settings);
}

inline std::string made(Bench& bench, const std::string& model, const Map& fields) {
  std::string id;
  bench.server.with_model([&](sandbox::VendorModel& all, Instant now) { id = all.person_creates(model, fields, now); });
  REQUIRE_FALSE(id.empty());
  return id;
}

inline Value stored(Bench& bench, const std::string& model, const std::string& id) {
  Value out;
  bench.server.with_model([&](sandbox::VendorModel& all, Instant) { out = all.record(model, id); });
  return out;
}

/// As it was read, or as it is.
inline WriteOutcome update(SystemPort& port, Bench& bench, const RecordKey& key, const Map& content,
                           std::string version = "") {
  WriteRequest request;
  request.key = key;
  request.content = content;
  request.precondition = version.empty() ? port.read(key, bench.context())->version : std::move(version);
  return port.write(request, bench.context());
}

inline std::string why(const WriteOutcome& outcome) { return describe(outcome.error.value_or(Error{})); }

inline sandbox::CustomermatesModel& workspace(sandbox::VendorModel& model) {
  return dynamic_cast<sandbox::CustomermatesModel&>(model);
}

/// A deal with these quantities of a pump at 950.10, and of a hose at 3.333.
struct Quote {
  Quote(Bench& bench, const std::string& pumps, const std::string& hoses) {
    bench.server.with_model([&](sandbox::VendorModel& all, Instant now) {
      pump = people.add_article(all, {"P-1", "Pump", "u", "950.10"}, now);
      hose = people.add_article(all, {"H-1", "Hose", "m", "3.333"}, now);
      company = people.add_company(all, {}, now);
      deal = people.add_deal(all, company, {"Line 2", "won", {{pump, pumps}, {hose, hoses}}}, now);
    });
  }
  std::string pump, hose, company, deal;
};

}  // namespace syncline::conformance
