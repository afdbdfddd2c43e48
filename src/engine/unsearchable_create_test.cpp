// A create that is not answered, in a system where nothing can be searched by our key: only a list may show it.
#include <doctest/doctest.h>

#include "decide/toy_test.h"
#include "engine/town_test.h"

using namespace syncline;
using namespace syncline::shop;
using namespace syncline::toy;

namespace {

/// Customers of the CRM are made in the ERP, which does what it is asked to and loses its first answer.
Town town_of_customers() {
  auto policy = std::make_shared<EntityPolicy>(customers().policy);
  for (SlotRule& slot : policy->slots) slot.create = SlotRule::Create::always;
  Town town(std::move(policy));
  Shop& erp = town["erp"];
  erp.traits_of("account").idempotency = Idempotency::none;
  erp.traits_of("account").max_execution = minutes(5);
  erp.loses = [&erp, once = true](const WriteRequest& request) mutable {
    if (!std::exchange(once, false)) return false;
    erp.add("account", request.content.as_map());
    return true;
  };
  return town;
}

void edit_name(Town& town, const std::string& name) { town["crm"].records["account"][0].set("name", name); }

std::string erp_name(Town& town) {
  REQUIRE(town["erp"].records["account"].size() == 1);
  return town["erp"].at("account", 0).find("name")->as_string();
}

}  // namespace

TEST_SUITE("unsearchable create") {
  TEST_CASE("shown by a list in time it is ours: nobody is asked, and what was edited meanwhile is written") {
    Town town = town_of_customers();
    town["erp"].unlisted = "account";
    town.live([&] {
      town["crm"].add("account", {{"tax_id", "DE1"}, {"name", "Acme"}});
      town.wait(minutes(2));
      edit_name(town, "Acme II");
      town.wait(minutes(2));
      REQUIRE(town["erp"].log.size() == 1);
      CHECK(town.problems().empty());
      town["erp"].unlisted = "";
      town.wait(minutes(10));
      INFO(town.story());
      CHECK(erp_name(town) == "Acme II");
      CHECK(town.problems().empty());
      CHECK(town.story().find("erp create: applied") != std::string::npos);
    });
  }

  TEST_CASE("after its time a person is asked, once; when it turns up, that is the answer") {
    Town town = town_of_customers();
    town["erp"].unlisted = "account";
    town.live([&] {
      town["crm"].add("account", {{"tax_id", "DE1"}, {"name", "Acme"}});
      town.wait(minutes(30));
      CHECK(town.problems().find("Nothing can tell whether this create happened") != std::string::npos);
      edit_name(town, "Acme II");
      town.wait(minutes(5));
      REQUIRE(town["erp"].log.size() == 1);
      town["erp"].unlisted = "";
      town.wait(minutes(10));
      INFO(town.story());
      CHECK(erp_name(town) == "Acme II");
      CHECK(town.problems().empty());
      const auto closed = town.store->reader()->conflicts(false, {}, 10);
      REQUIRE(closed.size() == 1);
      CHECK(closed[0].resolution == "it did happen: erp account 0 is there");
    });
  }
}
