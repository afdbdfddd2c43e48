// A person decides which records are one and the same: what is linked, created and written then.
#include "engine/decide_match.h"

#include <algorithm>
#include <doctest/doctest.h>

#include "decide/toy_test.h"
#include "engine/town_test.h"

using namespace syncline;
using namespace syncline::shop;
using namespace syncline::toy;

namespace {

std::shared_ptr<const EntityPolicy> policy() {
  Toy toy = customers();
  toy.policy.match.similar = SimilarRule{"name", 800, ""};
  for (FieldRule& rule : toy.policy.fields) rule.masters = {"crm"}, rule.on_link = OnLink::master;
  return std::make_shared<EntityPolicy>(toy.policy);
}

struct Desk {
  Town town{policy()};

  void live(const std::function<void()>& story) { town.live(story); }
  void customer(const std::string& system, const std::string& tax_id, const std::string& name) {
    town[system].add("account", {{"tax_id", tax_id.empty() ? Value() : Value(tax_id)}, {"name", name}});
  }
  std::vector<Conflict> asked() { return town.store->reader()->conflicts(true, {}, 10); }
  Conflict asked(ConflictKind kind) {
    const auto all = asked();
    const auto found = std::ranges::find(all, kind, &Conflict::kind);
    REQUIRE(found != all.end());
    return *found;
  }
  Result<Matched, Error> decide(const Conflict& conflict, const MatchChoice& choice, bool only_plan = false) {
    auto done = decide_match(*town.store, town.engine->setup(), Instant{1}, conflict.id, choice,
                             {"eva", "she knows them"}, only_plan);
    town.engine->wake();
    town.wait(minutes(5));
    return done;
  }
  Link link_of(const std::string& system, const std::string& native) {
    const auto reader = town.store->reader();
    return *reader->link(reader->link_of({system, "account", native}));
  }
  std::size_t count(const std::string& system) { return town[system].records["account"].size(); }
  Value name(const std::string& system, std::size_t row) { return *town[system].at("account", row).find("name"); }
  void rename(const std::string& system, std::size_t row, const std::string& name) {
    town[system].records["account"][row].set("name", name);
    town.wait(minutes(3));
  }
};

}  // namespace

TEST_SUITE("decided matches") {
  TEST_CASE("what we made is known as another's record: both are shown, nothing goes round, a person makes them one") {
    Desk desk;
    desk.customer("erp", "DE9", "Old");
    desk.town["crm"].refuses = [](const WriteRequest&) { return std::string("read only"); };
    desk.town["erp"].puts_over = [](const WriteRequest&) { return std::string("0"); };
    desk.live([&] {
      desk.customer("crm", "DE1", "New");
      desk.town.wait(minutes(10));
      INFO(desk.town.story());
      CHECK(desk.town["erp"].log.size() == 1);
      const Conflict conflict = desk.asked(ConflictKind::ambiguous);
      const LinkId other = desk.link_of("erp", "0").id;
      CHECK(desk.link_of("crm", "0").id == conflict.link);
      CHECK(conflict.message.find("link:" + std::to_string(other.n)) != std::string::npos);
      REQUIRE(desk.decide(conflict, {"link:" + std::to_string(other.n), false}).ok());
      CHECK(desk.link_of("crm", "0").id == other);
      desk.rename("crm", 0, "Newer");
      CHECK(desk.name("erp", 0) == Value("Newer"));
      CHECK(desk.count("erp") == 1);
    });
  }

  TEST_CASE("two that are only alike are one: they are linked, the master's name is written, nothing is created") {
    Desk desk;
    desk.customer("crm", "", "Nordlicht Logistik GmbH");
    desk.customer("erp", "", "Nordlicht Logistk GmbH");
    desk.live([&] {
      const Conflict conflict = desk.asked(ConflictKind::similar);
      REQUIRE(desk.count("crm") + desk.count("erp") == 2);
      const std::string other = conflict.record.system == "crm" ? "erp" : "crm";
      const LinkId into = desk.link_of(other, "0").id;
      REQUIRE(desk.decide(conflict, {"link:" + std::to_string(into.n), false}, true).ok());
      CHECK(desk.asked().size() == 1);
      CHECK(desk.link_of("crm", "0").id != desk.link_of("erp", "0").id);

      const auto matched = desk.decide(conflict, {"0", false});
      REQUIRE(matched.ok());
      CHECK(matched->records.size() == 2);
      CHECK(desk.asked().empty());
      CHECK(desk.link_of("crm", "0").id == into);
      CHECK(desk.link_of("erp", "0").id == into);
      CHECK(desk.count("crm") + desk.count("erp") == 2);
      CHECK(desk.name("erp", 0) == Value("Nordlicht Logistik GmbH"));
      desk.rename("crm", 0, "Polarlicht");
      CHECK(desk.name("erp", 0) == Value("Polarlicht"));
      CHECK(desk.town.store->reader()->conflict(conflict.id)->resolution.find("by eva: she knows them") !=
            std::string::npos);
    });
  }

  TEST_CASE("two that are only alike are different: each is made in the other system, and they stay apart") {
    Desk desk;
    desk.customer("crm", "", "Nordlicht Logistik GmbH");
    desk.customer("erp", "", "Nordlicht Logistk GmbH");
    desk.live([&] {
      REQUIRE(desk.decide(desk.asked(ConflictKind::similar), {"", true}).ok());
      CHECK(desk.asked().empty());
      CHECK(desk.count("crm") == 2);
      CHECK(desk.count("erp") == 2);
      CHECK(desk.link_of("crm", "0").id != desk.link_of("erp", "0").id);
      desk.rename("crm", 0, "Polarlicht");
      CHECK(desk.name("erp", 0) == Value("Nordlicht Logistk GmbH"));
      CHECK(desk.name("erp", 1) == Value("Polarlicht"));
    });
  }

  TEST_CASE("of two records with one tax id the chosen one counts, the other is surplus and never written") {
    Desk desk;
    desk.customer("erp", "DE1", "Hansen Nord");
    desk.customer("erp", "DE1", "Möller Süd");
    desk.customer("crm", "DE1", "Möller Süd KG");
    desk.live([&] {
      const Conflict conflict = desk.asked(ConflictKind::ambiguous);
      CHECK(desk.decide(conflict, {"7", false}).error().remedy.find("erp account 1") != std::string::npos);
      const auto matched = desk.decide(conflict, {"1", false});
      REQUIRE(matched.ok());
      CHECK(matched->surplus == std::vector<RecordKey>{{"erp", "account", "0"}});
      CHECK(desk.name("erp", 1) == Value("Möller Süd KG"));
      desk.rename("crm", 0, "Möller");
      CHECK(desk.name("erp", 1) == Value("Möller"));
      CHECK(desk.name("erp", 0) == Value("Hansen Nord"));
      CHECK(desk.count("crm") == 1);
    });
  }

  TEST_CASE("a second record that is another customer gets a link and a counterpart of its own") {
    Desk desk;
    desk.customer("erp", "DE1", "Hansen");
    desk.customer("crm", "DE1", "Hansen");
    desk.live([&] {
      desk.customer("erp", "DE1", "Möller");
      desk.town.wait(minutes(3));
      const Conflict conflict = desk.asked(ConflictKind::duplicate);
      REQUIRE(conflict.record == RecordKey{"erp", "account", "1"});
      REQUIRE(desk.decide(conflict, {"", true}).ok());
      CHECK(desk.asked().empty());
      CHECK(desk.link_of("erp", "1").id != desk.link_of("erp", "0").id);
      REQUIRE(desk.count("crm") == 2);
      CHECK(desk.name("crm", 1) == Value("Möller"));
      CHECK(desk.decide(conflict, {"", true}).error().code == "conflict.closed");
      // Its incarnation has left with it, and is not given a second time.
      CHECK(desk.link_of("erp", "0").shadow.left.at("erp") == 1);
    });
  }

  TEST_CASE("what we make for one of two with the same tax id is its own, also when it is seen before the answer") {
    Desk desk;
    desk.customer("crm", "DE1", "Hansen");
    desk.town["erp"].before_answer = [&](const WriteRequest&) { desk.town.wait(minutes(3)); };
    desk.live([&] {
      desk.customer("crm", "DE1", "Möller");
      desk.town.wait(minutes(5));
      REQUIRE(desk.decide(desk.asked(ConflictKind::duplicate), {"", true}).ok());
      desk.town.wait(minutes(10));
      INFO(desk.town.story());
      CHECK(desk.asked().empty());
      CHECK(desk.count("erp") == 2);
      for (const char* native : {"0", "1"}) CHECK(desk.link_of("erp", native).id == desk.link_of("crm", native).id);
    });
  }

  TEST_CASE("a second customer comes while the first one's counterpart is made: that one is not asked about") {
    Desk desk;
    desk.customer("crm", "DE1", "Hansen");
    desk.town["erp"].before_answer = [&](const WriteRequest&) {
      desk.town["erp"].unlisted = "account";
      desk.customer("crm", "DE1", "Möller");
      desk.town.wait(minutes(2));
      desk.town["erp"].unlisted = "";
      desk.town.wait(minutes(2));
    };
    desk.live([&] {
      desk.town.wait(minutes(10));
      INFO(desk.town.story());
      REQUIRE(desk.asked().size() == 1);
      CHECK(desk.asked()[0].kind == ConflictKind::duplicate);
      CHECK(desk.asked()[0].record == RecordKey{"crm", "account", "1"});
      CHECK(desk.link_of("erp", "0").id == desk.link_of("crm", "0").id);
    });
  }

  TEST_CASE("a record does not leave its link while one of its records is just being written") {
    Desk desk;
    desk.customer("erp", "DE1", "Hansen");
    desk.customer("crm", "DE1", "Hansen");
    desk.live([&] {
      desk.customer("erp", "DE1", "Möller");
      desk.town.wait(minutes(3));
      const Conflict conflict = desk.asked(ConflictKind::duplicate);
      bool is_written = false;
      desk.town["erp"].refuses = [&](const WriteRequest&) {
        is_written = true;
        desk.town.wait(minutes(5));
        return std::string();
      };
      desk.town["crm"].records["account"][0].set("name", "Hansen II");
      while (!is_written) desk.town.wait(seconds(1));
      CHECK(desk.decide(conflict, {"", true}).error().code == "match.under_way");
      desk.town.wait(minutes(5));
      CHECK(desk.name("erp", 0) == Value("Hansen II"));
      CHECK(desk.decide(conflict, {"", true}).ok());
    });
  }
}
