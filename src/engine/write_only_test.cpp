// A field that a vendor takes and never shows, in a system where the record is read before each write.
#include <doctest/doctest.h>

#include "decide/toy_test.h"
#include "engine/town_test.h"

using namespace syncline;
using namespace syncline::shop;
using namespace syncline::toy;

TEST_SUITE("write only") {
  TEST_CASE("each value is written once, also beside fields that are shown") {
    auto policy = std::make_shared<EntityPolicy>(Toy({{"crm", {{"name", Kind::plain}, {"pin", Kind::plain}}},
                                                      {"erp", {{"name", Kind::plain}, {"pin", Kind::write_only}}}},
                                                     {"name", "pin"})
                                                     .policy);
    for (SlotRule& slot : policy->slots) slot.create = SlotRule::Create::always;
    Town town(std::move(policy));
    town["crm"].add("account", {{"name", "Acme"}, {"pin", "1111"}});
    town.live([&] {
      REQUIRE(town["erp"].records["account"].size() == 1);
      CHECK(town["erp"].at("account", 0).find("pin")->as_string() == "1111");
      for (const auto& [name, pin] : {std::pair("Acme", "2222"), std::pair("Acme AG", "3333")}) {
        const int before = town["erp"].count("account", EffectOp::update);
        town["crm"].records["account"][0].set("name", name);
        town["crm"].records["account"][0].set("pin", pin);
        town.wait(hours(2));
        INFO(town.story());
        CHECK(town["erp"].at("account", 0).find("pin")->as_string() == pin);
        CHECK(town["erp"].at("account", 0).find("name")->as_string() == name);
        CHECK(town["erp"].count("account", EffectOp::update) == before + 1);
      }
      CHECK(town.problems() == "");
    });
  }
}
