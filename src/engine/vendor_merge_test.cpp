// The vendor merges two of its records: their links are joined, the survivor's values stand, nothing is ended.
#include <algorithm>
#include <doctest/doctest.h>

#include "decide/toy_test.h"
#include "engine/town_test.h"

using namespace syncline;
using namespace syncline::shop;
using namespace syncline::toy;

namespace {

/// The record of the shop answers with the id of another one from now on.
void merges(Shop& shop, const std::string& loser, const std::string& survivor) {
  shop.stamps = [loser, survivor](NativeRecord& record) {
    if (record.key.native != loser) return;
    record.state = RecordState::merged;
    record.merged_into = survivor;
  };
}

void customer(Town& town, const std::string& system, const std::string& tax_id, const std::string& name) {
  town[system].add("account", {{"tax_id", tax_id}, {"name", name}});
}

Link link_of(Town& town, const std::string& system, const std::string& native) {
  const auto reader = town.store->reader();
  return *reader->link(reader->link_of({system, "account", native}));
}

}  // namespace

TEST_SUITE("merged by the vendor") {
  TEST_CASE("both were linked: one link, the survivor counts, the other side's second record is surplus and named") {
    Town town(std::make_shared<EntityPolicy>(customers().policy));
    for (const char* system : {"crm", "erp"}) {
      customer(town, system, "DE1", "Acme");
      customer(town, system, "DE2", "Bolt");
    }
    town.live([&] {
      const LinkId into = link_of(town, "crm", "1").id;
      REQUIRE(link_of(town, "crm", "0").id != into);
      merges(town["crm"], "0", "1");
      town.wait(minutes(5));
      const Link link = link_of(town, "crm", "0");
      CHECK(link.id == into);
      CHECK(link.shadow.member("crm")->key.native == "1");
      CHECK(link.shadow.member("erp")->key.native == link_of(town, "erp", "1").shadow.member("erp")->key.native);
      CHECK(town["erp"].log.empty());
      const auto asked = town.store->reader()->conflicts(true, {}, 10);
      REQUIRE(asked.size() == 1);
      CHECK(asked[0].kind == ConflictKind::duplicate);
      CHECK(asked[0].record == RecordKey{"erp", "account", "0"});

      town["crm"].records["account"][1].set("name", "Bolt & Acme");
      town.wait(minutes(5));
      CHECK(town["erp"].at("account", 0).find("name")->string_or("") == "Acme");
      CHECK(town["erp"].at("account", 1).find("name")->string_or("") == "Bolt & Acme");
    });
  }

  TEST_CASE("seen in the read-back of our own write: the links are joined all the same") {
    Town town(std::make_shared<EntityPolicy>(customers().policy));
    for (const char* system : {"crm", "erp"}) {
      customer(town, system, "DE1", "Acme");
      customer(town, system, "DE2", "Bolt");
    }
    town["crm"].refuses = [&](const WriteRequest&) {
      merges(town["crm"], "0", "1");
      return std::string();
    };
    town.live([&] {
      const LinkId into = link_of(town, "crm", "1").id;
      town["erp"].records["account"][0].set("name", "Acme II");
      while (town["crm"].log.empty()) town.wait(seconds(1));
      town.wait(seconds(10));  // no list comes so soon
      INFO(town.story());
      CHECK(link_of(town, "crm", "0").id == into);
    });
  }
}
