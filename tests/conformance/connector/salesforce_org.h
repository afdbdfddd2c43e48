#pragma once
// What people do in the model of a Salesforce org.

#include "sandbox/salesforce/salesforce_model.h"
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {

inline void with_org(Bench& bench, const std::function<void(sandbox::SalesforceModel&, Instant)>& body) {
  bench.server.with_model(
      [&](sandbox::VendorModel& model, Instant now) { body(dynamic_cast<sandbox::SalesforceModel&>(model), now); });
}

/// Its id.
inline std::string person_makes(Bench& bench, const std::string& model, const Map& fields) {
  std::string made;
  with_org(bench, [&](sandbox::SalesforceModel& org, Instant now) { made = org.person_creates(model, fields, now); });
  REQUIRE_FALSE(made.empty());
  return made;
}

}  // namespace syncline::conformance
