// A create whose outcome is not known while the customer that it was made for is deleted.
#include <doctest/doctest.h>

#include "decide/toy_test.h"
#include "engine/town_test.h"

using namespace syncline;
using namespace syncline::shop;
using namespace syncline::toy;

namespace {

/// Customers of the CRM are made in the ERP at once.
Town town_of_customers() {
  auto policy = std::make_shared<EntityPolicy>(customers().policy);
  for (SlotRule& slot : policy->slots) slot.create = SlotRule::Create::always;
  return Town(std::move(policy));
}

}  // namespace

TEST_SUITE("late create") {
  TEST_CASE("what we made is not taken for a new customer: it ends with the one that it was made for") {
    Town town = town_of_customers();
    town["erp"].before_answer = [&](const WriteRequest&) { town.wait(minutes(10)); };
    town["erp"].unlisted = "account";
    town.live([&] {
      town["crm"].add("account", {{"tax_id", "DE1"}, {"name", "Acme"}});
      town.wait(minutes(2));
      REQUIRE(town["erp"].count("account", EffectOp::create) == 1);
      town["crm"].records["account"][0] = Map{};
      town.wait(minutes(4));
      town["erp"].unlisted = "";
      town.wait(minutes(20));
      INFO(town.story());
      CHECK(town["crm"].count("account", EffectOp::create) == 0);
      CHECK(town["erp"].count("account", EffectOp::create) == 1);
      CHECK(town["erp"].count("account", EffectOp::deactivate) == 1);
    });
  }

  TEST_CASE("what turns out not to have been made is not wanted any more") {
    Town town = town_of_customers();
    town["erp"].traits_of("account").idempotency = Idempotency::probe;
    town["erp"].probed = ProbeOutcome::Kind::absent;
    town["erp"].traits_of("account").max_execution = minutes(10);
    town["erp"].loses = [once = true](const WriteRequest&) mutable { return std::exchange(once, false); };
    town.live([&] {
      town["crm"].add("account", {{"tax_id", "DE1"}, {"name", "Acme"}});
      town.wait(minutes(2));
      REQUIRE(town["erp"].log.size() == 1);
      town["crm"].records["account"][0] = Map{};
      town.wait(minutes(30));
      INFO(town.story());
      CHECK(town["erp"].log.size() == 1);
      CHECK(town["erp"].records["account"].empty());
    });
  }
}
