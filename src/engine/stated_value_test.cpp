// Values that people state, when they settle a conflict: what every system can hold, said before anything is written.
#include "engine/stated_value.h"

#include <doctest/doctest.h>

#include "project/folder.h"
#include "project/project.h"
#include "runtime/files.h"

using namespace syncline;

TEST_CASE("one field is stated: what else a system requires of new records is no matter; what it cannot hold is") {
  const auto files = read_folder(real_files(), std::string(SYNCLINE_SOURCE_DIR) + "/examples/odoo-tryton");
  REQUIRE(files.ok());
  Diagnostics findings;
  const auto project = load_project(*files, findings);
  REQUIRE(project);
  for (const auto& policy : project->entities) {
    if (policy->entity->name != "customer") continue;
    CHECK(stated_value(*policy, "city", "Kiel").ok());
    CHECK(stated_value(*policy, "phone", "+49 431 5550").ok());
    CHECK(stated_value(*policy, "name", "Nordlicht GmbH").ok());
    CHECK_FALSE(stated_value(*policy, "name", Value()).ok());
  }
}
