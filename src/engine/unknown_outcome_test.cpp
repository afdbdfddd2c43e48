// A write whose outcome is not known: while the customer that it was made for is deleted, or its field is asked about;
// in a system where nothing can be searched by our key, so that only a list may show it.
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

/// The same, in an ERP where nothing can be searched by our key, which makes the first of them and loses its answer.
Town town_without_search() {
  Town town = town_of_customers();
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

TEST_SUITE("unknown outcome") {
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

  TEST_CASE("a change that turns out not to have been made waits with its field for a person's decision") {
    Town town = town_of_customers();
    town["erp"].traits_of("account").max_execution = minutes(10);
    town["erp"].loses = [once = true](const WriteRequest& request) mutable {
      return request.op == EffectOp::update && std::exchange(once, false);
    };
    town.live([&] {
      town["crm"].add("account", {{"tax_id", "DE1"}, {"name", "Acme"}});
      town.wait(minutes(5));
      edit_name(town, "Acme II");
      town.wait(minutes(2));
      REQUIRE(town["erp"].count("account", EffectOp::update) == 1);
      town["erp"].records["account"][0].set("name", "Acme III");
      town.wait(minutes(2));
      town["erp"].records["account"][0].set("name", "Acme");
      town.wait(minutes(30));
      INFO(town.story());
      CHECK(town["erp"].count("account", EffectOp::update) == 1);
      CHECK(town.store->reader()->conflicts(true, {}, 10).size() == 1);
      CHECK(erp_name(town) == "Acme");
    });
  }

  TEST_CASE("shown by a list in time it is ours: nobody is asked, and what was edited meanwhile is written") {
    Town town = town_without_search();
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
    Town town = town_without_search();
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
