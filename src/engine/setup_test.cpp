#include "engine/setup.h"

#include <doctest/doctest.h>

using namespace syncline;

namespace {

/// A system that only tells what its objects are like.
struct Described final : SystemPort {
  std::string name;
  ObjectTraits object;
  const std::string& id() const override { return name; }
  const ObjectTraits* traits(std::string_view wanted) const override {
    return wanted == object.object ? &object : nullptr;
  }
  Result<Page, Error> list(const std::string&, ListMode, const std::string&, const CallContext&) override {
    return Page{};
  }
  Result<NativeRecord, Error> read(const RecordKey&, const CallContext&) override { return NativeRecord{}; }
  WriteOutcome write(const WriteRequest&, const CallContext&) override { return {}; }
  ProbeOutcome probe(const WriteRequest&, const CallContext&) override { return {}; }
};

std::shared_ptr<SystemPort> described(const char* name, const char* object, Precondition precondition, Duration lag) {
  auto port = std::make_shared<Described>();
  port->name = name;
  port->object.object = object;
  port->object.precondition = precondition;
  port->object.read_lag = lag;
  port->object.stamp_resolution = seconds(1);
  return port;
}

SlotRule slot(const char* system, const char* object) {
  SlotRule rule;
  rule.slot = rule.system = system;
  rule.object = object;
  return rule;
}

Project two_systems() {
  Project project;
  project.installation = "acme";
  for (const char* name : {"crm", "erp"}) {
    ProjectSystem system;
    system.name = name;
    project.systems.push_back(std::move(system));
  }
  project.systems[1].concurrency = 2;
  project.systems[1].call_timeout = seconds(90);
  project.systems[1].times.open = {{"Europe/Berlin", {6}, 0, 60}};
  auto policy = std::make_shared<EntityPolicy>();
  policy->slots = {slot("crm", "company"), slot("erp", "party")};
  project.entities.push_back(policy);
  project.polls = {{"crm", "company", minutes(1), days(1)}};
  return project;
}

}  // namespace

TEST_CASE("a project becomes what the engine runs, with what the systems say of their objects") {
  const Project project = two_systems();
  const EngineSetup setup =
      engine_setup(project, {{"crm", described("crm", "company", Precondition::read, seconds(0))},
                             {"erp", described("erp", "party", Precondition::version, seconds(3))}});
  CHECK(setup.installation == "acme");
  CHECK(setup.polls.size() == 1);
  CHECK(setup.systems.at("erp").concurrency == 2);
  CHECK(setup.systems.at("erp").call_timeout == seconds(90));
  CHECK(setup.systems.at("erp").times.open.size() == 1);
  CHECK(setup.systems.at("crm").port->id() == "crm");
  REQUIRE(setup.entities.size() == 1);
  CHECK_FALSE(setup.entities[0]->slot("crm")->uses_version);
  CHECK(setup.entities[0]->slot("erp")->uses_version);
  CHECK(setup.entities[0]->slot("erp")->read_lag == seconds(3));
  CHECK(setup.entities[0]->slot("erp")->stamp_resolution == seconds(1));
  CHECK_FALSE(project.entities[0]->slot("erp")->uses_version);  // the project itself stays as it is
}
