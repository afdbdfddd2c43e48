#include "project/scaffold.h"

#include <algorithm>

#include "project/testing.h"

using namespace syncline;
using namespace syncline::testing;

TEST_CASE("a new project is valid as it is and writes nothing until somebody says so") {
  const auto made = scaffold({"acme", "odoo", "tryton"});
  REQUIRE(made);
  const auto project = load_good(made->files);
  REQUIRE(project->entities.size() >= 2);
  for (const auto& policy : project->entities) {
    CHECK(policy->entity->kind == EntityKind::master);
    CHECK(policy->stage == Stage::observe);
    CHECK(policy->fields.size() >= 4);
    CHECK_FALSE(policy->match.exact.empty());
    for (const SlotRule& slot : policy->slots) CHECK(slot.create == SlotRule::Create::never);
  }
  CHECK(std::ranges::find(made->variables, "ERP_PASSWORD") != made->variables.end());
  CHECK(made->files.at("syncline.yaml").find("password: \"${env:ERP_PASSWORD}\"") != std::string::npos);
}

TEST_CASE("the same connector on both sides, and the sides the other way round") {
  for (const auto& [crm, erp] : {std::pair("tryton", "odoo"), std::pair("odoo", "odoo")}) {
    const auto made = scaffold({"acme", crm, erp});
    REQUIRE(made);
    CHECK(load_good(made->files)->entities.size() >= 2);
  }
}

TEST_CASE("products are the same when their article numbers are") {
  const auto made = scaffold({"acme", "odoo", "odoo"});
  REQUIRE(made);
  CHECK(made->files.at("sync/product.yaml").find("match:\n  - sku\n") != std::string::npos);
}

TEST_CASE("an unknown connector is named with what is known") {
  const auto made = scaffold({"acme", "oodo", "tryton"});
  REQUIRE_FALSE(made);
  CHECK(made.error().remedy == "did you mean odoo? Known: odoo and tryton");
}

TEST_CASE("names of folders become names of projects") {
  CHECK(project_name_from("Acme GmbH & Co") == "acme-gmbh-co");
  CHECK(project_name_from("Müller") == "mueller");
  CHECK(project_name_from("..") == "project");
}
