#include "project/project.h"

#include "project/testing.h"

using namespace syncline;
using namespace syncline::testing;

TEST_CASE("the example is a project of two systems and two entities, referred ones first") {
  const auto project = load_good(example());
  CHECK(project->name == "acme");
  CHECK(project->installation == "acme");
  REQUIRE(project->systems.size() == 2);
  CHECK(project->systems[0].name == "crm");
  CHECK(project->systems[0].connector == "odoo");
  CHECK(project->systems[1].settings.at("password").written == Value("${env:ERP_PASSWORD}"));
  REQUIRE(project->entities.size() == 2);
  CHECK(project->entities[0]->entity->name == "customer");
  CHECK(project->entities[1]->entity->name == "contact");
  CHECK(project->polls.size() == 4);
}

TEST_CASE("rules follow from who is master unless they are given") {
  const auto project = load_good(example());
  const EntityPolicy& customer = policy_of(*project, "customer");
  CHECK(customer.stage == Stage::two_way);
  CHECK(customer.on_delete == OnDelete::deactivate);
  CHECK(customer.match.exact == std::vector<std::string>{"tax_id", "email"});
  REQUIRE(customer.match.similar);
  CHECK(customer.match.similar->at_least == 920);
  CHECK(customer.match.similar->and_field == "country");
  CHECK(customer.slot("crm")->create == SlotRule::Create::never);
  CHECK(customer.slot("erp")->create == SlotRule::Create::always);

  const FieldRule* name = customer.field("name");
  CHECK(name->masters == std::vector<Slot>{"crm"});
  CHECK(name->on_concurrent == OnConcurrent::master);
  CHECK(name->on_link == OnLink::master);
  CHECK(name->on_foreign_edit == OnForeignEdit::revert);
  const FieldRule* email = customer.field("email");
  CHECK(email->masters.empty());
  CHECK(email->on_concurrent == OnConcurrent::review);
  CHECK(email->on_link == OnLink::fill);
  CHECK(customer.field("phone")->on_concurrent == OnConcurrent::latest);
  CHECK(customer.field("website")->on_foreign_edit == OnForeignEdit::keep);
  CHECK(customer.field("note") == nullptr);
}

TEST_CASE("timing of a slot stands before the project's") {
  const auto project = load_good(example());
  const auto plan = [&](std::string_view system, std::string_view object) {
    for (const PollPlan& each : project->polls) {
      if (each.system == system && each.object == object) return each;
    }
    return PollPlan{};
  };
  CHECK(plan("crm", "company").interval == minutes(1));
  CHECK(plan("crm", "company").sweep_every == hours(24));
  CHECK(plan("erp", "party").sweep_every == hours(12));
}

TEST_CASE("the id of a configuration changes with any file, and only then") {
  const std::string id = load_good(example())->config_id;
  CHECK(load_good(example())->config_id == id);
  CHECK(load_good(changed("sync/customer.yaml", "0.92", "0.93"))->config_id != id);
}
