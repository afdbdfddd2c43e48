#include <doctest/doctest.h>

#include "decide/toy_test.h"

using namespace syncline;
using namespace syncline::toy;

namespace {

/// Linked while observing, then raised to two-way; not decided again yet.
Toy observed(const Value& crm, const Value& erp, OnLink rule) {
  Toy toy({{"crm", {{"name", Kind::plain}}}, {"erp", {{"name", Kind::plain}}}});
  toy.rule().on_link = rule;
  toy.policy.stage = Stage::observe;
  toy.name_read("crm", crm);
  toy.name_read("erp", erp);
  REQUIRE(toy.open.empty());
  toy.policy.stage = Stage::two_way;
  return toy;
}

}  // namespace

TEST_SUITE("first contact") {
  TEST_CASE("linking writes nothing: different values stand") {
    Toy toy({{"crm", {{"name", Kind::plain}}}, {"erp", {{"name", Kind::plain}}}});
    toy.name_read("crm", "A");
    toy.name_read("erp", "B");
    CHECK(toy.part("erp").standing);
    CHECK(toy.open.empty());
    CHECK(toy.last.conflicts.empty());
    toy.name_read("erp", "B");
    CHECK(toy.open.empty());
  }

  TEST_CASE("an edit while others are still loaded is written once all are") {
    Toy toy({{"crm", {{"name", Kind::plain}}}, {"erp", {{"name", Kind::plain}}}});
    toy.policy.stage = Stage::observe;
    toy.policy.loading = true;
    toy.name_read("crm", "A");
    toy.name_read("erp", "B");
    CHECK(toy.part("erp").standing);
    toy.name_read("crm", "typed");
    CHECK(toy.open.empty());
    CHECK(toy.agreed().value == text("typed"));
    toy.policy.stage = Stage::two_way;
    toy.policy.loading = false;
    toy.again();
    REQUIRE(toy.open.size() == 1);
    CHECK(toy.open[0].slot == "erp");
    CHECK(toy.open[0].changes.at("name").after == text("typed"));
  }

  TEST_CASE("fill: only the empty side is written; two different values stand") {
    SUBCASE("the ERP is empty") {
      Toy toy = observed("A", Value{}, OnLink::fill);
      toy.again();
      REQUIRE(toy.open.size() == 1);
      CHECK(toy.open[0].slot == "erp");
      CHECK(toy.open[0].changes.at("name").after == text("A"));
    }
    SUBCASE("the first one read is empty") {
      Toy toy = observed(Value{}, "B", OnLink::fill);
      toy.again();
      REQUIRE(toy.open.size() == 1);
      CHECK(toy.open[0].slot == "crm");
      CHECK(toy.agreed().origin.rule == "fill");
    }
    SUBCASE("both have values") {
      Toy toy = observed("A", "B", OnLink::fill);
      toy.again();
      CHECK(toy.open.empty());
      CHECK(toy.part("erp").standing);
    }
  }

  TEST_CASE("master: its value is agreed, what it overrules is named") {
    Toy toy = observed("A", "B", OnLink::master);
    toy.rule().masters = {"erp"};
    toy.again();
    CHECK(toy.agreed().value == text("B"));
    REQUIRE(toy.open.size() == 1);
    CHECK(toy.open[0].slot == "crm");
    REQUIRE(toy.has_step("first contact: master erp"));
    CHECK(toy.last.steps[0].before == text("A"));
  }

  TEST_CASE("review: one conflict with both sides, nothing written") {
    Toy toy = observed("A", "B", OnLink::review);
    toy.again();
    REQUIRE(toy.last.conflicts.size() == 1);
    CHECK(toy.last.conflicts[0].kind == ConflictKind::standing);
    CHECK(toy.last.conflicts[0].sides.size() == 2);
    CHECK(toy.open.empty());
    toy.again();
    CHECK(toy.last.conflicts.empty());
  }

  TEST_CASE("the next edit of either side settles a standing difference") {
    SUBCASE("the side that stands") {
      Toy toy = observed("A", "B", OnLink::fill);
      toy.name_read("erp", "C");
      CHECK(toy.agreed().value == text("C"));
      REQUIRE(toy.open.size() == 1);
      CHECK(toy.open[0].slot == "crm");
    }
    SUBCASE("the other side") {
      Toy toy = observed("A", "B", OnLink::fill);
      toy.name_read("crm", "C");
      REQUIRE(toy.open.size() == 1);
      CHECK(toy.open[0].slot == "erp");
      CHECK(toy.has_step("standing difference settled"));
    }
  }

  TEST_CASE("an undone difference is settled by no rule, only by an edit") {
    Toy toy = observed("A", "B", OnLink::master);
    toy.rule().masters = {"crm"};
    toy.part("erp").undone = true;
    toy.again();
    CHECK(toy.open.empty());
    toy.name_read("crm", "C");
    CHECK(toy.open_for("erp") != nullptr);
  }

  TEST_CASE("a field that the rules come to ask for fills nothing before somebody edits it") {
    const std::map<std::string, Kind> less{{"name", Kind::plain}};
    const std::map<std::string, Kind> more{{"name", Kind::plain}, {"phone", Kind::plain}};
    const Map full{{"name", "Acme"}, {"phone", "1"}}, bare{{"name", "Acme"}, {"phone", nullptr}};
    std::string before;
    SUBCASE("bound all the time") { before = "bound"; }
    SUBCASE("bound now") { before = "not bound"; }
    Toy toy({{"crm", before == "bound" ? more : less}, {"erp", before == "bound" ? more : less}});
    toy.read("crm", full);
    toy.read("erp", bare);
    FieldRule phone;
    phone.field = "phone";
    toy.policy.fields.push_back(phone);
    for (const char* name : {"crm", "erp"}) toy.slot(name).binding = std::make_shared<ToyBinding>(more);
    toy.again();
    toy.read("erp", bare);
    toy.read("crm", full);
    toy.again();
    CHECK(toy.open.empty());
    SUBCASE("an edit of the field") {
      toy.read("crm", Map{{"name", "Acme"}, {"phone", "2"}});
      REQUIRE(toy.open_for("erp"));
      CHECK(toy.open_for("erp")->changes.at("phone").after.value == Value("2"));
    }
    SUBCASE("an edit of the record") {
      toy.read("crm", Map{{"name", "Nordlicht"}, {"phone", "1"}});
      toy.again();
      REQUIRE(toy.open_for("erp"));
      CHECK(toy.pending("erp", "phone"));
    }
  }

  TEST_CASE("a record that is made after the rules came to ask for a field has it, although no record was read since") {
    const std::map<std::string, Kind> kinds{{"name", Kind::plain}, {"phone", Kind::plain}};
    Toy toy({{"crm", kinds}, {"erp", {}}});
    toy.read("crm", Map{{"name", "Acme"}, {"phone", "1"}});
    FieldRule phone;
    phone.field = "phone";
    toy.policy.fields.push_back(phone);
    toy.slot("erp").binding = std::make_shared<ToyBinding>(kinds, "phone");
    toy.slot("erp").create = SlotRule::Create::always;
    toy.again();
    REQUIRE(toy.open_for("erp"));
    CHECK(toy.open_for("erp")->changes.at("phone").after == text("1"));
    toy.confirm("erp", Map{{"name", "Acme"}, {"phone", "1"}});
    toy.again();
    CHECK(toy.open.empty());
    CHECK_FALSE(toy.pending("erp", "phone"));
  }

  TEST_CASE("observing agrees by equality only, and an edit there stands") {
    Toy toy = two();
    toy.policy.stage = Stage::observe;
    toy.name_read("crm", "B");
    CHECK(toy.agreed().value == text("Acme"));
    CHECK(toy.part("crm").standing);
    CHECK(toy.open.empty());
    toy.name_read("erp", "B");
    CHECK(toy.agreed().value == text("B"));
    CHECK_FALSE(toy.part("crm").standing);
  }

  TEST_CASE("the stage shadow says what would be written, and writes nothing") {
    Toy toy = two();
    toy.policy.stage = Stage::shadow;
    toy.name_read("crm", "B");
    CHECK(toy.last.effects.empty());
    REQUIRE(toy.has_step("would write"));
    CHECK(toy.last.steps.back().slot == "erp");
    CHECK(toy.last.steps.back().after == text("B"));
  }

  TEST_CASE("one-way writes to its targets only") {
    Toy toy = two();
    toy.policy.stage = Stage::one_way;
    toy.slot("crm").writable = false;
    toy.name_read("erp", "B");
    CHECK(toy.open.empty());
    toy.name_read("erp", "Acme");
    toy.name_read("crm", "C");
    CHECK(toy.open_for("erp") != nullptr);
  }

  TEST_CASE("going back to observe takes planned writes back") {
    Toy toy = two();
    toy.name_read("crm", "B");
    REQUIRE(toy.open.size() == 1);
    toy.policy.stage = Stage::observe;
    toy.again();
    CHECK(toy.open.empty());
  }

  TEST_CASE("a field that is synced from now on is met as at first contact") {
    const std::map<std::string, Kind> kinds{{"name", Kind::plain}, {"city", Kind::plain}};
    Toy toy({{"crm", kinds}, {"erp", kinds}});
    toy.read("crm", Map{{"name", "A"}, {"city", "Bonn"}});
    toy.read("erp", Map{{"name", "A"}, {"city", "Köln"}});
    FieldRule city;
    city.field = "city";
    toy.policy.fields.push_back(city);
    toy.read("erp", Map{{"name", "A"}, {"city", "Köln"}});
    CHECK(toy.open.empty());
    CHECK(toy.part("erp", "city").standing);
    CHECK(toy.agreed("city").value == text("Bonn"));
  }

  TEST_CASE("nothing is written into a field that was never read") {
    Toy toy({{"crm", {{"name", Kind::plain}}}, {"erp", {{"name", Kind::plain}}}});
    toy.name_read("erp", forbidden_mark);
    toy.name_read("crm", "A");
    toy.name_read("crm", "B");
    toy.again();
    CHECK(toy.open.empty());
    toy.name_read("erp", "E");  // now it may be read: different, standing
    CHECK(toy.part("erp").standing);
    CHECK(toy.open.empty());
  }

  TEST_CASE("a newcomer that shows the old value does not undo an edit that is on its way") {
    Toy toy({{"a", {{"name", Kind::plain}}}, {"b", {{"name", Kind::plain}}}, {"c", {{"name", Kind::plain}}}});
    toy.policy.on_delete = OnDelete::keep;
    toy.name_read("a", "A");
    toy.name_read("b", "A");
    toy.name_read("a", "New");
    toy.see(toy.ended("a", RecordState::gone));
    toy.name_read("c", "A");
    CHECK(toy.agreed().value == text("New"));
    CHECK(toy.part("c").standing);
    REQUIRE(toy.open_for("b"));
    CHECK(toy.open_for("b")->changes.at("name").after == text("New"));
  }

  TEST_CASE("a difference that is none any more, by a new binding, stands no longer") {
    Toy toy = observed("Acme", "ACME", OnLink::review);
    toy.slot("erp").binding = std::make_shared<ToyBinding>(std::map<std::string, Kind>{{"name", Kind::upper}});
    toy.again();
    CHECK(toy.last.conflicts.empty());
    CHECK_FALSE(toy.part("erp").standing);
    CHECK(toy.open.empty());
  }

  TEST_CASE("what a member became while the link was paused is overruled by the master, and named") {
    Toy toy = two();
    toy.rule().on_link = OnLink::master;
    toy.rule().masters = {"erp"};
    toy.policy.stage = Stage::observe;
    toy.name_read("crm", "X");
    toy.policy.stage = Stage::two_way;
    toy.again();
    REQUIRE(toy.open_for("crm"));
    CHECK(toy.open_for("crm")->changes.at("name").after == text("Acme"));
    CHECK(toy.last.steps[0].before == text("X"));
  }

  TEST_CASE("an edit to the very value that is agreed is an edit: it settles the differences of the others") {
    const std::map<std::string, Kind> kinds{{"name", Kind::plain}};
    Toy toy({{"a", kinds}, {"b", kinds}, {"c", kinds}});
    toy.name_read("a", "A");
    SUBCASE("by somebody who has a say") {
      toy.name_read("b", "B");
      toy.name_read("c", "C");
      toy.name_read("c", "A");
      REQUIRE(toy.open_for("b"));
      CHECK(toy.open_for("b")->changes.at("name").after == text("A"));
      CHECK(toy.has_step("standing difference settled by the edit of c"));
      CHECK(toy.open.size() == 1);
    }
    SUBCASE("not by somebody who has none") {
      toy.rule().masters = {"a"};
      toy.name_read("b", "B");
      toy.name_read("c", "C");
      toy.name_read("c", "A");
      CHECK(toy.part("b").standing);
      CHECK(toy.open.empty());
    }
    SUBCASE("nor by a write of ours that is seen before its answer") {
      toy.name_read("c", "A");
      toy.name_read("a", "D");
      toy.open_for("c")->state = EffectState::sending;
      toy.name_read("b", "B");
      REQUIRE(toy.part("b").standing);
      toy.name_read("c", "D");
      CHECK(toy.part("b").standing);
      CHECK_FALSE(toy.open_for("b"));
    }
  }

  TEST_CASE("an edit that is on its way is no standing difference") {
    Toy toy = two();
    toy.rule().on_link = OnLink::review;
    toy.name_read("crm", "X");
    toy.again();
    CHECK(toy.last.conflicts.empty());
    CHECK(toy.open_for("erp") != nullptr);
  }

  TEST_CASE("three members: the empty one is filled while the other two differ") {
    Toy toy({{"a", {{"name", Kind::plain}}}, {"b", {{"name", Kind::plain}}}, {"c", {{"name", Kind::plain}}}});
    toy.name_read("a", "A");
    toy.name_read("b", "B");
    toy.name_read("c", Value{});
    toy.again();
    REQUIRE(toy.open.size() == 1);
    CHECK(toy.open[0].slot == "c");
    CHECK(toy.part("b").standing);
  }

  TEST_CASE("a field that is bound to another place begins anew: what stands there is no edit") {
    Toy toy = two();
    const auto bound_at = [&](const char* place) {
      toy.slot("crm").binding =
          std::make_shared<ToyBinding>(std::map<std::string, Kind>{{"name", Kind::plain}}, "", place);
    };
    bound_at("here");
    toy.name_read("crm", "Acme");
    bound_at("there");
    SUBCASE("what is on its way goes there") {
      toy.name_read("erp", "Beta");
      toy.name_read("crm", Value{});
      toy.again();
      REQUIRE(toy.open_for("crm"));
      CHECK(toy.open_for("crm")->changes.at("name").after == text("Beta"));
      return;
    }
    toy.name_read("crm", "Something else");
    CHECK(toy.agreed().value == text("Acme"));
    CHECK(toy.part("crm").standing);
    toy.again();
    CHECK(toy.open.empty());
    toy.name_read("crm", "Edited");
    CHECK(toy.agreed().value == text("Edited"));
    REQUIRE(toy.open_for("erp"));
  }
}
