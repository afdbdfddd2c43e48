#include <doctest/doctest.h>

#include "decide/reject.h"
#include "decide/toy_test.h"

using namespace syncline;
using namespace syncline::toy;

TEST_SUITE("concurrent and foreign edits") {
  TEST_CASE("a foreign edit is reverted by a new version, so that the write has a key of its own") {
    Toy toy = two();
    toy.rule().masters = {"crm"};
    toy.name_read("erp", "X");
    REQUIRE(toy.open.size() == 1);
    CHECK(toy.open[0].business_key == "update:12:erp:name@2");
    CHECK(toy.open[0].cause == EventId{toy.last_event});
    CHECK_FALSE(toy.pending("crm"));
    CHECK_FALSE(toy.has_step("adopted"));  // the CRM has nothing to do with it
    toy.confirm("erp", Map{{"name", "Acme"}});
    toy.name_read("erp", "Y");
    CHECK(toy.open[0].business_key == "update:12:erp:name@3");
  }

  TEST_CASE("a foreign edit is kept, deviating, until the master's next edit") {
    Toy toy = two();
    toy.rule().masters = {"crm"};
    toy.rule().on_foreign_edit = OnForeignEdit::keep;
    toy.name_read("erp", "X");
    CHECK(toy.open.empty());
    CHECK(toy.part("erp").deviating);
    toy.name_read("erp", "X");
    CHECK(toy.open.empty());
    toy.name_read("crm", "Beta");
    REQUIRE(toy.open_for("erp"));
    CHECK(toy.has_step("kept foreign edit overruled by a new value of crm"));
  }

  TEST_CASE("a foreign edit under review stops its field, not the others") {
    Toy toy({{"crm", {{"name", Kind::plain}, {"city", Kind::plain}}},
             {"erp", {{"name", Kind::plain}, {"city", Kind::plain}}}},
            {"name", "city"});
    toy.rule().masters = {"crm"};
    toy.rule().on_foreign_edit = OnForeignEdit::review;
    toy.read("crm", Map{{"name", "A"}, {"city", "Bonn"}});
    toy.read("erp", Map{{"name", "A"}, {"city", "Bonn"}});
    toy.read("erp", Map{{"name", "X"}, {"city", "Bonn"}});
    REQUIRE(toy.last.conflicts.size() == 1);
    CHECK(toy.last.conflicts[0].kind == ConflictKind::foreign_edit);
    CHECK(toy.last.conflicts[0].sides.size() == 2);
    toy.read("crm", Map{{"name", "A"}, {"city", "Köln"}});
    REQUIRE(toy.open_for("erp"));
    CHECK(toy.open_for("erp")->changes.size() == 1);
    CHECK(toy.open_for("erp")->changes.contains("city"));
    SUBCASE("taken back: settled") {
      toy.read("erp", Map{{"name", "A"}, {"city", "Bonn"}});
      REQUIRE(toy.last.settled.size() == 1);
      CHECK(toy.last.settled[0] == Settled{ConflictKind::foreign_edit, "name"});
    }
    SUBCASE("the other side agrees: settled, and that is the value") {
      toy.read("crm", Map{{"name", "X"}, {"city", "Köln"}});
      CHECK(toy.last.settled.size() == 1);
      CHECK(toy.agreed().value == text("X"));
    }
    SUBCASE("a person decides") {
      toy.commit(resolve(toy.policy, toy.link, "name", text("X"), "ann", toy.open, toy.now, "t"));
      CHECK(toy.last.settled.size() == 1);
      CHECK(toy.agreed().origin.rule == "review by ann");
      REQUIRE(toy.open_for("crm"));
      CHECK(toy.open_for("crm")->changes.at("name").after == text("X"));
      CHECK_FALSE(toy.pending("erp"));
    }
  }

  TEST_CASE("concurrent edits: under review both values are shown and nothing is written") {
    Toy toy = two();
    toy.name_read("crm", "B");
    toy.name_read("erp", "C");
    REQUIRE(toy.last.conflicts.size() == 1);
    CHECK(toy.last.conflicts[0].kind == ConflictKind::concurrent);
    const auto& sides = toy.last.conflicts[0].sides;
    REQUIRE(sides.size() == 2);
    CHECK(sides[0] == std::pair(std::string("crm"), text("B")));
    CHECK(sides[1] == std::pair(std::string("erp"), text("C")));
    CHECK(toy.open.empty());  // the planned write is taken back
    CHECK(toy.last.end == EventState::conflict);
    toy.again();
    CHECK(toy.open.empty());
    toy.name_read("crm", "D");  // goes on: the sides follow
    REQUIRE(toy.last.conflicts.size() == 1);
    CHECK(toy.last.conflicts[0].kind == ConflictKind::concurrent);
    CHECK(toy.open.empty());
  }

  TEST_CASE("a late write of ours over an edit that is under review ends no question") {
    Toy toy = two();
    toy.name_read("crm", "B");
    REQUIRE(toy.open_for("erp"));
    toy.open[0].state = EffectState::unknown;
    toy.name_read("erp", "C");
    REQUIRE(toy.last.conflicts.size() == 1);
    REQUIRE(toy.open_for("erp"));
    toy.name_read("erp", "B");  // the call that was given up on
    CHECK(toy.last.settled.empty());
    CHECK(toy.link.shadow.disputes.contains("name"));
    CHECK(toy.has_step("the question stays"));
    toy.confirm("erp", Map{{"name", "B"}});
    toy.name_read("crm", "D");  // one of those who are asked about, and nobody shows the other value any more
    CHECK(toy.last.settled.empty());
    CHECK(toy.link.shadow.disputes.contains("name"));
  }

  TEST_CASE("under review, an edit to the agreed value reaches those who show something else by the rules of now") {
    Toy toy = two();
    toy.name_read("erp", "b");
    toy.name_read("crm", "C");
    REQUIRE(toy.last.conflicts.size() == 1);
    toy.slot("erp").binding = std::make_shared<ToyBinding>(std::map<std::string, Kind>{{"name", Kind::table}});
    toy.name_read("crm", "b");
    CHECK(toy.last.settled.size() == 1);
    REQUIRE(toy.open_for("erp"));
    CHECK(toy.open_for("erp")->changes.at("name").after == text("b"));
  }

  TEST_CASE("concurrent edits: the master's value wins, and the loser is named with its value") {
    Toy toy = two();
    toy.rule().on_concurrent = OnConcurrent::master;
    toy.name_read("crm", "B");
    toy.rule().masters = {"erp"};
    toy.name_read("erp", "C");
    CHECK(toy.agreed().value == text("C"));
    REQUIRE(toy.has_step("concurrent: master erp over crm"));
    CHECK(toy.last.steps[0].before == text("B"));
    CHECK(toy.last.steps[0].after == text("C"));
    CHECK(toy.open_for("crm") != nullptr);
    CHECK(toy.open_for("erp") == nullptr);
  }

  TEST_CASE("a late write of ours over somebody's value, and their next edit, are not two edits at the same time") {
    Toy toy = two();
    toy.name_read("erp", "B");
    toy.part("erp").confirmed -= 1;  // an older write of ours was seen to land there
    toy.name_read("erp", "C");
    CHECK(toy.last.conflicts.empty());
    CHECK(toy.agreed().value == text("C"));
  }

  TEST_CASE("an edit from before the records met, and seen only later, says nothing against what stood there then") {
    Toy toy({{"crm", {{"name", Kind::plain}}}, {"erp", {{"name", Kind::plain}}}});
    toy.slot("crm").clock_offset = seconds(0);
    const Instant start = toy.now;
    const auto stamped = [&](const Slot& slot, const std::string& name, std::int64_t at) {
      toy.tick();
      Observation seen = toy.observation(slot, Map{{"name", name}});
      seen.reading.stamp = (start + seconds(at)).us;
      toy.see(seen);
    };
    stamped("crm", "Acme", 0);
    stamped("erp", "Acme Ltd", 100);  // read after 120 s
    REQUIRE(toy.part("erp", "name").standing);
    SUBCASE("before") {
      stamped("crm", "Acme & Co", 90);
      CHECK(toy.agreed().value == text("Acme & Co"));
      CHECK(toy.part("erp", "name").standing);
      CHECK(toy.open_for("erp") == nullptr);
    }
    SUBCASE("since: it settles the difference") {
      stamped("crm", "Acme & Co", 130);
      CHECK_FALSE(toy.part("erp", "name").standing);
      CHECK(toy.open_for("erp") != nullptr);
    }
  }

  TEST_CASE("concurrent edits: latest compares when each can have happened; overlap is a tie") {
    Toy toy = two();
    toy.rule().on_concurrent = OnConcurrent::latest;
    SUBCASE("overlapping polls: review") {
      toy.name_read("crm", "B");
      toy.name_read("erp", "C");
      CHECK(toy.last.conflicts.size() == 1);
    }
    SUBCASE("an edit is no answer to a rejection that came after it and was decided before") {
      toy.name_read("crm", "B");
      const Effect rejected = toy.open[0];
      toy.open.clear();
      const Instant told_at = toy.now;
      toy.tick();
      toy.link.shadow = parked(toy.link.shadow, rejected, "rejected", toy.now);
      toy.tick();
      Observation held_up = toy.observation("erp", Map{{"name", "C"}});
      held_up.told_at = told_at;
      toy.see(held_up);
      CHECK(toy.last.conflicts.size() == 1);
      CHECK(toy.agreed().value == text("B"));
    }
    SUBCASE("an edit that was made after the rejection answers it") {
      toy.name_read("crm", "B");
      const Effect rejected = toy.open[0];
      toy.open.clear();
      toy.link.shadow = parked(toy.link.shadow, rejected, "rejected", toy.now);
      toy.tick();
      toy.name_read("erp", "C");
      CHECK(toy.last.conflicts.empty());
      CHECK(toy.agreed().value == text("C"));
    }
    SUBCASE("the ERP was read after the CRM's edit and still showed the old value: its edit is later") {
      toy.name_read("crm", "B");
      toy.name_read("erp", "Acme");
      toy.name_read("erp", "C");
      CHECK(toy.agreed().value == text("C"));
      CHECK(toy.has_step("concurrent: latest erp over crm"));
    }
    SUBCASE("a measured clock orders what polls cannot") {
      for (const char* slot : {"crm", "erp"}) toy.slot(slot).clock_offset = seconds(10);
      const Instant start = toy.now;
      // Read one minute after the other; edited at `at` of our clock, stamped by theirs.
      const auto stamped = [&](const Slot& slot, const std::string& name, std::int64_t at) {
        toy.tick();
        Observation seen = toy.observation(slot, Map{{"name", name}});
        seen.reading.stamp = (start + seconds(at + 10)).us;
        toy.see(seen);
      };
      stamped("crm", "Acme", 1);
      stamped("erp", "Acme", 1);
      SUBCASE("the ERP's is later") {
        stamped("crm", "B", 100);
        stamped("erp", "C", 150);
        CHECK(toy.agreed().value == text("C"));
      }
      SUBCASE("the CRM's is later") {
        stamped("crm", "Acme", 150);
        stamped("crm", "B", 200);
        stamped("erp", "C", 149);
        CHECK(toy.agreed().value == text("B"));
        CHECK(toy.has_step("concurrent: latest crm over erp"));
      }
      SUBCASE("an older edit is no answer to a person who rejects the write of the later one") {
        stamped("crm", "Acme", 150);
        stamped("crm", "B", 200);
        const Effect rejected = toy.open[0];
        toy.open.clear();
        toy.link.shadow = parked(toy.link.shadow, rejected, "rejected", toy.now);
        stamped("erp", "C", 149);
        CHECK(toy.agreed().value == text("B"));
        CHECK(toy.has_step("concurrent: latest crm over erp"));
      }
      SUBCASE("still a tie") {
        stamped("crm", "B", 130);
        stamped("erp", "C", 150);
        CHECK(toy.last.conflicts.size() == 1);
      }
    }
    SUBCASE("a clock that was measured wrongly orders nothing") {
      toy.slot("erp").clock_offset = hours(-5);
      toy.name_read("crm", "B");
      Observation seen = toy.observation("erp", Map{{"name", "C"}});
      toy.link.shadow.member("erp")->stamp = (toy.now + hours(1)).us;
      seen.reading.stamp = (toy.now + hours(2)).us;
      toy.see(seen);
      CHECK(toy.last.conflicts.size() == 1);
    }
    SUBCASE("the agreed edit is later") {
      toy.tick();
      const Instant erp_seen = toy.now;
      toy.name_read("crm", "Acme");
      toy.name_read("crm", "B");
      Observation early = toy.observation("erp", Map{{"name", "C"}});
      early.reading.read_at = erp_seen;  // a payload that was taken before the CRM's edit
      toy.see(early);
      CHECK(toy.agreed().value == text("B"));
      CHECK(toy.has_step("concurrent: latest crm over erp"));
      CHECK(toy.pending("erp"));
      CHECK(toy.open_for("erp") != nullptr);
    }
  }
}
