// A record that we are told of, and that a replica which lags does not show yet.
#include <doctest/doctest.h>

#include "decide/toy_test.h"
#include "engine/calls.h"
#include "engine/town_test.h"

using namespace syncline;
using namespace syncline::shop;
using namespace syncline::toy;

namespace {

/// A webhook tells of a new record of the ERP; for so long no read shows it, and no list ever does.
std::size_t created_in_the_crm(Duration hidden_for) {
  constexpr Duration lag = seconds(30);
  EntityPolicy policy = customers().policy;
  for (SlotRule& slot : policy.slots) slot.create = SlotRule::Create::always;
  for (SlotRule& slot : policy.slots) slot.read_lag = lag;
  Town town(std::make_shared<EntityPolicy>(std::move(policy)));
  Shop& erp = town["erp"];
  erp.traits_of("account").read_lag = lag;
  erp.unlisted = "account";
  bool hidden = true;
  erp.shows = [&](const RecordKey&, Map& content) {
    if (hidden) content = Map{};
  };
  town.live([&] {
    erp.add("account", {{"tax_id", "DE1"}, {"name", "Acme"}});
    REQUIRE(town.engine->accept({hint({"erp", "account", "0"}, EventSource::webhook, Instant{})}).ok());
    town.wait(hidden_for);
    hidden = false;
    town.wait(minutes(5));
    INFO(town.story());
    CHECK(town.store->reader()->queued_of({"erp", "account", "0"}, 1).empty());
  });
  return town["crm"].records["account"].size();
}

}  // namespace

TEST_SUITE("not shown yet") {
  TEST_CASE("a record that the first read does not show is read again once it has to be shown") {
    CHECK(created_in_the_crm(seconds(20)) == 1);
  }

  TEST_CASE("a record that is not there then is gone: nothing is made of it") {
    CHECK(created_in_the_crm(minutes(2)) == 0);
  }
}
