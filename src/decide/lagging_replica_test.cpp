// What a replica that lags shows after our write: nothing of it yet, a part, or an older state once more.
#include <doctest/doctest.h>

#include "decide/toy_test.h"

using namespace syncline;
using namespace syncline::toy;

TEST_SUITE("lagging replica") {
  TEST_CASE("a lagging replica may not show the write yet: read again, not written again, not called dropped") {
    Toy toy = edited();
    toy.slot("erp").read_lag = seconds(30);
    toy.confirm("erp", Map{{"name", "A"}, {"city", "Bonn"}});
    REQUIRE(toy.last.read_again_at);
    CHECK(toy.last.altered.empty());
    toy.again();
    CHECK(toy.open.empty());
    SUBCASE("then it shows") {
      toy.read("erp", Map{{"name", "B"}, {"city", "Köln"}});
      CHECK_FALSE(toy.pending("erp", "name"));
      CHECK(toy.open.empty());
    }
    SUBCASE("then it still does not: dropped") {
      toy.read("erp", Map{{"name", "A"}, {"city", "Bonn"}});
      CHECK(toy.last.altered.size() == 2);
      CHECK(toy.last.conflicts.size() == 2);
    }
    SUBCASE("a newer value is agreed meanwhile, then the older write shows: no edit") {
      toy.read("crm", Map{{"name", "C"}, {"city", "Köln"}});
      toy.open.clear();
      toy.read("erp", Map{{"name", "B"}, {"city", "Köln"}});
      CHECK(toy.last.conflicts.empty());
      CHECK(toy.agreed("name").value == text("C"));
      CHECK(toy.open_for("erp") != nullptr);
    }
  }

  TEST_CASE("a lagging write that shows something else in the end was altered; where the look came late, edited") {
    Toy toy = edited();
    toy.slot("erp").read_lag = seconds(30);
    toy.confirm("erp", Map{{"name", "A"}, {"city", "Bonn"}});
    SUBCASE("when it had to show: the vendor's doing") {
      toy.pace = seconds(30);
      toy.read("erp", Map{{"name", "D"}, {"city", "Köln"}});
      CHECK(toy.last.altered == std::vector<std::string>{"name"});
      CHECK(toy.agreed("name").value == text("B"));
    }
    SUBCASE("later, since the system could not be reached: typed meanwhile") {
      toy.pace = seconds(36);
      toy.read("erp", Map{{"name", "D"}, {"city", "Köln"}});
      CHECK(toy.last.altered.empty());
      CHECK(toy.last.conflicts.empty());
      CHECK(toy.agreed("name").value == text("D"));
      CHECK(toy.open_for("crm") != nullptr);
    }
  }

  TEST_CASE(
      "a foreign edit that is put back elsewhere, while a write that lags is on its way, does not send it again") {
    Toy toy({{"crm", {{"name", Kind::plain}}}, {"erp", {{"name", Kind::plain}}}, {"shop", {{"name", Kind::plain}}}});
    toy.rule().masters = {"crm"};
    toy.slot("erp").read_lag = toy.pace * 5;
    for (const char* slot : {"crm", "erp", "shop"}) toy.name_read(slot, "A");
    for (int i = 0; i < 6; ++i) toy.tick();
    toy.name_read("crm", "B");
    toy.confirm("shop", Map{{"name", "B"}});
    Effect written = *toy.open_for("erp");
    written.state = EffectState::sending;
    written.sent_at = toy.now;
    std::erase_if(toy.open, [&](const Effect& each) { return each.id == written.id; });
    toy.open.push_back(written);
    toy.name_read("shop", "typed");
    REQUIRE(toy.open_for("shop"));
    toy.tick();
    Observation late = toy.observation("erp", Map{{"name", "A"}});
    late.confirming = &written;
    std::erase_if(toy.open, [&](const Effect& each) { return each.id == written.id; });
    toy.see(late);
    CHECK(toy.last.read_again_at);
    toy.again();
    CHECK_FALSE(toy.open_for("erp"));
    toy.name_read("erp", "B");
    CHECK_FALSE(toy.pending("erp"));
    CHECK(toy.last.conflicts.empty());
  }

  TEST_CASE("a newer stamp alone is no proof that a write was dropped: a job may have stamped all records") {
    Toy toy = edited();
    toy.slot("erp").read_lag = seconds(30);
    toy.link.shadow.member("erp")->stamp = 1;
    toy.confirm("erp", Map{{"name", "A"}, {"city", "Bonn"}}, 2);
    CHECK(toy.last.read_again_at);
    CHECK(toy.last.altered.empty());
    CHECK(toy.last.conflicts.empty());
    toy.read("erp", Map{{"name", "B"}, {"city", "Köln"}});
    CHECK_FALSE(toy.pending("erp", "name"));
    CHECK(toy.last.conflicts.empty());
    CHECK(toy.open.empty());
  }

  TEST_CASE("a former state that equals what one field was put back to is not the write") {
    Toy toy({{"crm", {{"name", Kind::plain}, {"city", Kind::plain}}},
             {"erp", {{"name", Kind::plain}, {"city", Kind::plain}}}},
            {"name", "city"});
    for (FieldRule& rule : toy.policy.fields) rule.masters = {"crm"};
    toy.slot("erp").read_lag = toy.pace * 5;
    toy.read("crm", Map{{"name", "A"}, {"city", "Bonn"}});
    toy.read("erp", Map{{"name", "A"}, {"city", "Bonn"}});
    for (int i = 0; i < 6; ++i) toy.tick();
    toy.read("erp", Map{{"name", "A"}, {"city", "Ulm"}});
    toy.read("crm", Map{{"name", "B"}, {"city", "Bonn"}});
    REQUIRE(toy.open_for("erp"));
    toy.confirm("erp", Map{{"name", "A"}, {"city", "Bonn"}});
    CHECK(toy.last.read_again_at);
    CHECK(toy.last.altered.empty());
    toy.again();
    CHECK(toy.open.empty());
    for (int i = 0; i < 6; ++i) toy.tick();
    toy.read("erp", Map{{"name", "B"}, {"city", "Bonn"}});
    CHECK(toy.last.conflicts.empty());
    CHECK_FALSE(toy.pending("erp", "name"));
    CHECK_FALSE(toy.pending("erp", "city"));
  }

  TEST_CASE("while a replica may lag, a reading that shows only a part of the write is not the last") {
    Toy toy = edited();
    toy.slot("erp").read_lag = toy.pace + seconds(40);
    toy.confirm("erp", Map{{"name", "A"}, {"city", "Bonn"}});
    const Instant visible_by = toy.now + toy.slot("erp").read_lag;
    toy.read("erp", Map{{"name", "A"}, {"city", "Köln"}});  // somebody has put the name back
    CHECK(toy.last.read_again_at == visible_by);
    CHECK(toy.last.conflicts.empty());
    toy.read("erp", Map{{"name", "A"}, {"city", "Köln"}});
    CHECK_FALSE(toy.last.read_again_at);
    CHECK(toy.last.altered == std::vector<std::string>{"name"});
  }

  TEST_CASE("a lagging replica shows what somebody typed shortly before our write, and nothing of the write") {
    Toy toy = edited();
    toy.slot("erp").read_lag = seconds(30);
    toy.confirm("erp", Map{{"name", "Somebody's"}, {"city", "Bonn"}});
    CHECK(toy.last.altered.empty());
    REQUIRE(toy.last.read_again_at);
    toy.read("erp", Map{{"name", "B"}, {"city", "Köln"}});
    CHECK(toy.last.conflicts.empty());
    CHECK_FALSE(toy.pending("erp", "name"));
    CHECK_FALSE(toy.pending("erp", "city"));
  }

  TEST_CASE("a lagging replica shows our write before this one, which had not been seen yet") {
    Toy toy = edited();
    toy.slot("erp").read_lag = seconds(30);
    toy.confirm("erp", Map{{"name", "A"}, {"city", "Bonn"}});
    toy.read("crm", Map{{"name", "C"}, {"city", "Köln"}});
    REQUIRE(toy.open_for("erp"));
    toy.confirm("erp", Map{{"name", "B"}, {"city", "Köln"}});
    CHECK(toy.last.altered.empty());
    CHECK(toy.last.read_again_at);
    CHECK(toy.agreed("name").value == text("C"));
  }

  TEST_CASE("while a replica may lag, a field that was empty before shows nothing of the write by being empty again") {
    const std::map<std::string, Kind> kinds{{"name", Kind::plain}, {"city", Kind::plain}};
    Toy toy({{"crm", kinds}, {"erp", kinds}}, {"name", "city"});
    toy.slot("erp").read_lag = seconds(300);
    toy.read("crm", Map{{"name", "A"}, {"city", Value{}}});
    toy.read("erp", Map{{"name", "A"}, {"city", Value{}}});
    toy.tick(seconds(600));
    toy.read("erp", Map{{"name", "A"}, {"city", "Bonn"}});
    toy.confirm("crm", Map{{"name", "A"}, {"city", "Bonn"}});
    toy.read("crm", Map{{"name", "B"}, {"city", Value{}}});
    REQUIRE(toy.open_for("erp"));
    toy.confirm("erp", Map{{"name", "A"}, {"city", Value{}}});
    CHECK(toy.last.altered.empty());
    CHECK(toy.last.read_again_at);
  }

  TEST_CASE("an acknowledged write whose read-back comes from a lagging replica is not sent twice") {
    Toy toy = two();
    toy.slot("erp").read_lag = seconds(300);
    toy.tick(seconds(300));
    toy.name_read("erp", "Beta");
    toy.confirm("crm", Map{{"name", "Beta"}});
    toy.name_read("crm", "Gamma");
    REQUIRE(toy.open_for("erp"));
    toy.confirm("erp", Map{{"name", "Acme"}});  // older than what we know of the ERP
    CHECK(toy.last.end == EventState::held);
    toy.again();
    CHECK(toy.open.empty());
    toy.tick(seconds(600));
    toy.name_read("erp", "Gamma");
    CHECK_FALSE(toy.pending("erp"));
  }
}
