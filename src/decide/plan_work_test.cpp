#include "decide/plan_work.h"

#include <doctest/doctest.h>

#include "decide/reject.h"
#include "decide/toy_test.h"
#include "expr/expr.h"

using namespace syncline;
using namespace syncline::toy;

namespace {

Toy creating() {
  const std::map<std::string, Kind> kinds{{"name", Kind::plain}, {"city", Kind::plain}};
  Toy toy({{"crm", kinds}, {"erp", kinds}}, {"name", "city"});
  toy.slot("erp").create = SlotRule::Create::always;
  return toy;
}

std::shared_ptr<const expr::Program> condition(const std::string& source) {
  expr::Scope scope;
  scope.variables = {
      {"name", expr::Type::dyn()}, {"city", expr::Type::dyn()}, {"crm", expr::Type::dyn()}, {"erp", expr::Type::dyn()}};
  auto program = expr::compile(source, scope);
  REQUIRE(program.ok());
  return std::make_shared<const expr::Program>(std::move(program).value());
}

}  // namespace

TEST_SUITE("plan work") {
  TEST_CASE("a record is created with all that it can hold, under one key for its incarnation") {
    Toy toy = creating();
    toy.read("crm", Map{{"name", "A"}, {"city", Value{}}});
    REQUIRE(toy.open.size() == 1);
    CHECK(toy.open[0].op == EffectOp::create);
    CHECK(toy.open[0].business_key == "create:12:erp:1");
    CHECK(toy.open[0].key == RecordKey{"erp", "account", ""});
    CHECK(toy.open[0].changes.size() == 1);  // nothing is not written
    CHECK(toy.last.end == EventState::applied);
    toy.confirm("erp", Map{{"name", "A"}, {"city", Value{}}});
    CHECK(toy.open.empty());
    CHECK(toy.link.shadow.members.size() == 2);
    CHECK_FALSE(toy.pending("erp"));
    toy.read("crm", Map{{"name", "B"}, {"city", Value{}}});
    REQUIRE(toy.open.size() == 1);
    CHECK(toy.open[0].op == EffectOp::update);
  }

  TEST_CASE("a record is not created with what its source said before it named something that is not linked yet") {
    Toy toy = creating();
    toy.slot("erp").create = SlotRule::Create::never;
    toy.read("crm", Map{{"name", "A"}, {"city", "Bonn"}});
    toy.slot("erp").create = SlotRule::Create::always;
    toy.tick();
    Observation seen = toy.observation("crm", Map{{"name", "A"}});
    seen.unlinked["city"] = {"crm", "town", "7"};
    toy.see(seen);
    REQUIRE(toy.open_for("erp"));
    CHECK_FALSE(toy.open_for("erp")->changes.contains("city"));
    toy.open_for("erp")->state = EffectState::sending;
    toy.confirm("erp", Map{{"name", "A"}, {"city", Value{}}});
    toy.read("crm", Map{{"name", "A"}, {"city", "Kiel"}});
    REQUIRE(toy.open_for("erp"));
    CHECK(toy.open_for("erp")->changes.at("city").after == text("Kiel"));
  }

  TEST_CASE("the vendor's defaults on a new record are edits of that member") {
    Toy toy = creating();
    toy.read("crm", Map{{"name", "A"}, {"city", Value{}}});
    toy.confirm("erp", Map{{"name", "A"}, {"city", "Berlin"}});
    REQUIRE(toy.open_for("crm"));
    CHECK(toy.open_for("crm")->changes.at("city").after == text("Berlin"));
    CHECK(toy.open_for("crm")->hops == 1);
  }

  TEST_CASE("a field that is edited while a record is made without it is no business of that record's") {
    Toy toy = creating();
    toy.read("crm", Map{{"name", "A"}, {"city", Value{}}});
    toy.open_for("erp")->state = EffectState::sending;
    toy.read("crm", Map{{"name", "A"}, {"city", "Bonn"}});
    REQUIRE(toy.open.size() == 1);
    SUBCASE("it shows nothing: it gets the edit") {
      toy.confirm("erp", Map{{"name", "A"}, {"city", Value{}}});
      CHECK(toy.agreed("city").value == text("Bonn"));
      REQUIRE(toy.open_for("erp"));
      CHECK(toy.open_for("erp")->changes.at("city").after == text("Bonn"));
      CHECK_FALSE(toy.open_for("crm"));
    }
    SUBCASE("it shows a value of its own: two edits at the same time") {
      toy.confirm("erp", Map{{"name", "A"}, {"city", "Kiel"}});
      CHECK(toy.agreed("city").value == text("Bonn"));
      REQUIRE(toy.last.conflicts.size() == 1);
      CHECK(toy.last.conflicts[0].kind == ConflictKind::concurrent);
      CHECK(toy.open.empty());
    }
  }

  TEST_CASE("a created record that shows no value of what it was created with has dropped it") {
    Toy toy = creating();
    toy.read("crm", Map{{"name", "A"}, {"city", "Bonn"}});
    toy.confirm("erp", Map{{"name", "A"}, {"city", Value{}}});
    CHECK(toy.last.altered == std::vector<std::string>{"city"});
    CHECK(toy.agreed("city").value == text("Bonn"));
    CHECK(toy.open.empty());
  }

  TEST_CASE("a create of unknown outcome that is found did happen") {
    Toy toy = creating();
    toy.read("crm", Map{{"name", "A"}, {"city", "Bonn"}});
    toy.open[0].state = EffectState::unknown;
    SUBCASE("what it does not show may never have been sent: it is written by a change, and dropped only then") {
      toy.confirm("erp", Map{{"name", "A"}, {"city", Value{}}});
      CHECK(toy.last.altered.empty());
      CHECK(toy.agreed("city").value == text("Bonn"));
      REQUIRE(toy.open.size() == 1);
      CHECK(toy.open[0].op == EffectOp::update);
      CHECK(toy.open[0].changes.size() == 1);
      toy.confirm("erp", Map{{"name", "A"}, {"city", Value{}}});
      CHECK(toy.last.altered == std::vector<std::string>{"city"});
      CHECK(toy.open.empty());
    }
    SUBCASE("what it shows differently, while the other record was edited, too: two edits at the same time") {
      toy.read("crm", Map{{"name", "A"}, {"city", "Ulm"}});
      toy.confirm("erp", Map{{"name", "A"}, {"city", "Kiel"}});
      CHECK(toy.agreed("city").value == text("Ulm"));
      REQUIRE(toy.last.conflicts.size() == 1);
      CHECK(toy.last.conflicts[0].kind == ConflictKind::concurrent);
    }
    SUBCASE("what it shows differently was edited before anybody looked") {
      toy.confirm("erp", Map{{"name", "A"}, {"city", "BONN"}});
      CHECK(toy.last.altered.empty());
      CHECK(toy.agreed("city").value == text("BONN"));
    }
  }

  TEST_CASE("a field under dispute is left out of a create, and the new record has no opinion on it") {
    const std::map<std::string, Kind> kinds{{"name", Kind::plain}, {"city", Kind::plain}};
    Toy toy({{"crm", kinds}, {"shop", kinds}, {"erp", kinds}}, {"name", "city"});
    toy.read("crm", Map{{"name", "A"}, {"city", "Bonn"}});
    toy.read("shop", Map{{"name", "A"}, {"city", "Bonn"}});
    toy.read("crm", Map{{"name", "A"}, {"city", "Ulm"}});
    toy.read("shop", Map{{"name", "A"}, {"city", "Kiel"}});
    REQUIRE(toy.last.conflicts.size() == 1);
    toy.slot("erp").create = SlotRule::Create::always;
    toy.again();
    REQUIRE(toy.open_for("erp"));
    CHECK_FALSE(toy.open_for("erp")->changes.contains("city"));
    toy.confirm("erp", Map{{"name", "A"}, {"city", Value{}}});
    CHECK(toy.last.conflicts.empty());
    CHECK_FALSE(toy.part("erp", "city").standing);
    toy.commit(resolve(toy.policy, toy.link, "city", text("Kiel"), "ann", toy.open, toy.now, "t"));
    REQUIRE(toy.open_for("erp"));
    CHECK(toy.open_for("erp")->changes.at("city").after == text("Kiel"));
    CHECK(toy.open_for("crm") != nullptr);
  }

  TEST_CASE("what a vendor altered is not written again because a foreign edit elsewhere was put back") {
    const std::map<std::string, Kind> kinds{{"name", Kind::plain}};
    Toy toy({{"crm", kinds}, {"erp", kinds}, {"shop", kinds}});
    toy.rule().masters = {"crm"};
    toy.name_read("crm", "A");
    toy.name_read("erp", "A");
    toy.name_read("shop", "A");
    toy.name_read("crm", "B");
    toy.confirm("shop", Map{{"name", "B"}});
    toy.rule().on_foreign_edit = OnForeignEdit::keep;  // so that the first look tells the vendor's doing from an edit
    toy.confirm("erp", Map{{"name", "B."}});
    REQUIRE(toy.last.altered == std::vector<std::string>{"name"});
    toy.rule().on_foreign_edit = OnForeignEdit::revert;
    toy.name_read("shop", "C");
    CHECK(toy.has_step("foreign edit reverted"));
    CHECK(toy.open_for("shop") != nullptr);
    CHECK(toy.open_for("erp") == nullptr);
    CHECK(toy.last.settled.empty());
  }

  TEST_CASE("of two that altered a value, the question about one is not over when the other was corrected") {
    const std::map<std::string, Kind> kinds{{"name", Kind::plain}};
    Toy toy({{"crm", kinds}, {"erp", kinds}, {"shop", kinds}});
    toy.rule().masters = {"shop"};
    for (const std::string slot : {"shop", "crm", "erp"}) toy.name_read(slot, "A");
    toy.name_read("shop", "B");
    toy.rule().on_foreign_edit = OnForeignEdit::keep;  // so that the first look tells the vendor's doing from an edit
    toy.confirm("crm", Map{{"name", "B/c"}});
    toy.confirm("erp", Map{{"name", "B/e"}});
    toy.name_read("erp", "B");
    REQUIRE(toy.last.settled.size() == 1);
    CHECK(toy.last.settled[0].record.system == "erp");
  }

  TEST_CASE("a link that has no id yet leaves its place in the key") {
    Toy toy = creating();
    toy.link.id = {};
    toy.read("crm", Map{{"name", "A"}});
    REQUIRE(toy.open.size() == 1);
    CHECK(toy.open[0].business_key == "create:{link}:erp:1");
  }

  TEST_CASE("nothing is created without a required field; the reason names it") {
    Toy toy = creating();
    toy.slot("erp").binding =
        std::make_shared<ToyBinding>(std::map<std::string, Kind>{{"name", Kind::plain}, {"city", Kind::plain}}, "city");
    toy.read("crm", Map{{"name", "A"}, {"city", Value{}}});
    CHECK(toy.open.empty());
    CHECK(toy.last.end == EventState::filtered);
    CHECK(toy.last.reason.find("city") != std::string::npos);
    toy.read("crm", Map{{"name", "A"}, {"city", "Bonn"}});
    CHECK(toy.open.size() == 1);
  }

  TEST_CASE("nothing is created while the match is under review, or where the rule says never") {
    Toy toy = creating();
    toy.link.shadow.undecided = true;
    toy.read("crm", Map{{"name", "A"}});
    CHECK(toy.open.empty());
    toy.link.shadow.undecided = false;
    toy.slot("erp").create = SlotRule::Create::never;
    toy.again();
    CHECK(toy.open.empty());
  }

  TEST_CASE("create when: the condition sees agreed values and the members' own") {
    Toy toy = creating();
    toy.slot("erp").create = SlotRule::Create::when;
    toy.slot("erp").create_when = condition("crm.city == 'Bonn' && name != 'X'");
    toy.read("crm", Map{{"name", "A"}, {"city", "Ulm"}});
    CHECK(toy.open.empty());
    CHECK(toy.last.reason.find("create rule") != std::string::npos);
    toy.read("crm", Map{{"name", "A"}, {"city", "Bonn"}});
    CHECK(toy.open.size() == 1);
  }

  TEST_CASE("a refused create is tried again when a value changes, with all of them") {
    Toy toy = creating();
    toy.read("crm", Map{{"name", "A"}, {"city", "Bonn"}});
    const Effect refused = toy.open[0];
    toy.open.clear();
    toy.link.shadow = parked(toy.link.shadow, refused, "refused", toy.now);
    toy.again();
    CHECK(toy.open.empty());
    toy.read("crm", Map{{"name", "A"}, {"city", "Ulm"}});
    REQUIRE(toy.open.size() == 1);
    CHECK(toy.open[0].changes.size() == 2);
  }

  TEST_CASE("a planned create is taken back when a record fills the slot") {
    Toy toy = creating();
    toy.read("crm", Map{{"name", "A"}, {"city", "Bonn"}});
    REQUIRE(toy.open.size() == 1);
    toy.read("erp", Map{{"name", "A"}, {"city", "Bonn"}});
    CHECK(toy.open.empty());
  }

  TEST_CASE("a refused deactivation is not repeated") {
    Toy toy = two();
    toy.see(toy.ended("crm", RecordState::gone));
    const Effect refused = toy.open[0];
    toy.open.clear();
    toy.link.shadow = parked(toy.link.shadow, refused, "refused", toy.now);
    toy.again();
    CHECK(toy.open.empty());
  }

  TEST_CASE("the precondition is the base's version token, where the vendor compares it") {
    Toy toy = two();
    toy.slot("erp").uses_version = true;
    toy.link.shadow.member("erp")->version = "v7";
    toy.name_read("crm", "B");
    REQUIRE(toy.open.size() == 1);
    CHECK(toy.open[0].precondition == "v7");
    Observation seen = toy.observation("erp", Map{{"name", "Acme"}});
    seen.reading.version = "v8";  // something else of the record was edited
    toy.see(seen);
    REQUIRE(toy.open.size() == 1);
    CHECK(toy.open[0].precondition == "v8");
  }

  TEST_CASE("skip pauses: bases follow, what was planned is taken back, lifted differences stand") {
    Toy toy = two();
    toy.policy.skip = condition("crm.name == 'stop'");
    toy.name_read("erp", "B");
    REQUIRE(toy.open.size() == 1);
    toy.name_read("crm", "stop");
    CHECK(toy.open.empty());
    CHECK(toy.link.shadow.member("erp")->paused);
    toy.name_read("erp", "C");
    CHECK(toy.part("erp").base == Value("C"));
    CHECK(toy.open.empty());
    toy.name_read("crm", "D");
    CHECK_FALSE(toy.link.shadow.member("erp")->paused);
    CHECK(toy.open.empty());
    CHECK(toy.part("crm").standing);
    toy.name_read("crm", "E");
    CHECK(toy.open_for("erp") != nullptr);
  }

  TEST_CASE("lifting a pause writes nothing by itself; on_link or the next edit does") {
    Toy toy = two();
    toy.rule().on_link = OnLink::master;
    toy.name_read("erp", "B");  // on its way to the CRM when the link is paused
    toy.policy.skip = condition("true");
    toy.again();
    CHECK(toy.open.empty());
    CHECK(toy.last.steps.size() == 1);
    toy.policy.skip = nullptr;
    toy.again();
    CHECK(toy.open.empty());
    CHECK(toy.part("crm").standing);
    toy.rule().masters = {"erp"};
    toy.again();
    REQUIRE(toy.open_for("crm"));
    CHECK(toy.open_for("crm")->changes.at("name").after == text("B"));
  }

  TEST_CASE("a guard that cannot be evaluated pauses, and says so") {
    Toy toy = two();
    toy.policy.skip = condition("crm.nosuch == 'x'");
    toy.name_read("crm", "B");
    CHECK(toy.open.empty());
    CHECK(toy.last.reason.find("skip could not be evaluated") != std::string::npos);
  }
}
