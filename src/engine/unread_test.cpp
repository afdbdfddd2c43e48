// The vendor acknowledges an update, and the look at the record after it fails.
#include <doctest/doctest.h>

#include "decide/toy_test.h"
#include "engine/town_test.h"

using namespace syncline;
using namespace syncline::shop;
using namespace syncline::toy;

namespace {

/// The ERP's next reads by id fail once it was written; at the first of them `meanwhile` happens.
void fails_to_show(Town& town, int reads, const std::function<void(Map& record)>& meanwhile) {
  town["erp"].unreadable = [&town, left = reads, reads, meanwhile](const RecordKey& key,
                                                                   bool listed) mutable -> std::optional<Error> {
    if (listed || town["erp"].count("account", EffectOp::update) == 0 || left == 0) return std::nullopt;
    if (left-- == reads) meanwhile(town["erp"].records["account"][0]);
    return Error{ErrorClass::transient, "shop.busy", "not now", text_of(key), "", {}};
  };
}

Town town() {
  Town town(std::make_shared<EntityPolicy>(customers().policy));
  for (const char* system : {"crm", "erp"}) town[system].add("account", {{"tax_id", "DE1"}, {"name", "Acme"}});
  return town;
}

}  // namespace

TEST_SUITE("unread") {
  TEST_CASE("it is read again until that succeeds, and not sent again") {
    Town t = town();
    fails_to_show(t, 3, [](Map&) {});
    t.live([&] {
      t["crm"].records["account"][0].set("name", "Beta");
      t.wait(minutes(10));
      INFO(t.story());
      CHECK(t["erp"].count("account", EffectOp::update) == 1);
      CHECK(t.problems() == "");
      const Link link = *t.store->reader()->link(t.store->reader()->link_of({"erp", "account", "0"}));
      CHECK(link.shadow.member("erp")->fields.at("name").confirmed == link.shadow.agreed.at("name").version);
    });
  }

  TEST_CASE("somebody types the former value back meanwhile: it is not overwritten, and a person is told") {
    Town t = town();
    fails_to_show(t, 1, [](Map& record) { record.set("name", "Acme"); });
    t.live([&] {
      t["crm"].records["account"][0].set("name", "Beta");
      t.wait(minutes(30));
      INFO(t.story());
      CHECK(t["erp"].count("account", EffectOp::update) == 1);
      CHECK(t["erp"].at("account", 0).find("name")->string_or("") == "Acme");
      CHECK(t.problems().find("acknowledged a write of the field name") != std::string::npos);
    });
  }
}
