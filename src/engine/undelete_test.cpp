// A record that was deleted is there again.
#include <doctest/doctest.h>

#include "decide/toy_test.h"
#include "engine/town_test.h"

using namespace syncline;
using namespace syncline::shop;
using namespace syncline::toy;

TEST_SUITE("undeleted") {
  TEST_CASE("what was put out of use because of it stays so where no field says that: a person is told, once") {
    Town town(std::make_shared<EntityPolicy>(customers().policy));
    for (const char* system : {"crm", "erp"}) town[system].add("account", {{"tax_id", "DE1"}, {"name", "Acme"}});
    town.live([&] {
      Map& record = town["crm"].records["account"][0];
      const Map before = std::exchange(record, Map{});
      town.wait(minutes(5));
      REQUIRE(town["erp"].count("account", EffectOp::deactivate) == 1);
      CHECK(town.store->reader()->conflicts(true, {}, 10).empty());
      town["crm"].records["account"][0] = before;
      town.wait(minutes(10));
      INFO(town.story());
      const auto told = town.store->reader()->conflicts(true, {}, 10);
      REQUIRE(told.size() == 1);
      CHECK(told[0].record == RecordKey{"erp", "account", "0"});
      CHECK(told[0].message.find("stays so") != std::string::npos);
      CHECK(town["erp"].log.size() == 1);
    });
  }
}
