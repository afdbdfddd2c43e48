// What `syncline init` writes between any two of the connectors that ship, under each profile: valid without a warning,
// and its own mapping tests pass.
#include <doctest/doctest.h>

#include "cli/verdict.h"
#include "project/catalog.h"
#include "project/profile.h"
#include "project/project.h"
#include "project/scaffold.h"

using namespace syncline;

namespace {

std::vector<std::string> shipped() {
  Diagnostics findings;
  const Sources none;
  const LoadedSources loaded;
  return Catalog(none, loaded, findings).connectors();
}

void check(const ScaffoldWish& wish) {
  CAPTURE(wish.crm + " and " + wish.erp + ", " + wish.profile);
  const auto made = scaffold(wish);
  if (!made) {
    CHECK(made.error().code == "init.nothing_in_common");
    return;
  }
  Diagnostics findings;
  const auto project = load_project(made->files, findings);
  CHECK_MESSAGE(findings.empty(), render(findings, made->files));
  REQUIRE(project);
  for (const MappingTest& test : project->tests) {
    CAPTURE(test.name);
    const auto rehearsed = rehearse(*project, test);
    REQUIRE_MESSAGE(rehearsed, describe(rehearsed.error()));
    for (const cli::Difference& each : cli::differences(test.expect, *rehearsed))
      FAIL_CHECK(each.at, ": expected ", each.expected, ", found ", each.found);
  }
}

}  // namespace

TEST_CASE("a new project between any two shipped connectors is valid and passes its own tests") {
  for (const std::string& crm : shipped()) {
    for (const std::string& erp : shipped()) {
      for (const std::string& profile : profile_names()) check({"acme", crm, erp, profile});
    }
  }
}

TEST_CASE("a deal that was won is called as the CRM calls it") {
  for (const auto& [crm, won] :
       {std::pair("odoo", "Won"), std::pair("salesforce", "Closed Won"), std::pair("hubspot", "closedwon")}) {
    const auto made = scaffold({"acme", crm, "tryton"});
    REQUIRE(made);
    const std::string stage = won;
    CHECK(made->files.at("sync/order.yaml").find("deal.stage == '" + stage + "'") != std::string::npos);
    CHECK(made->files.at("maps/deal_stage.csv").find("confirmed," + stage) != std::string::npos);
  }
}
