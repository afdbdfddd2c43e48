#include <doctest/doctest.h>

#include "decide/reject.h"
#include "decide/toy_test.h"

using namespace syncline;
using namespace syncline::toy;

namespace {

/// The effect for the ERP, as it is once it was sent.
Effect sent(Toy& toy, EffectState state) {
  Effect effect = *toy.open_for("erp");
  toy.open.clear();
  effect.state = state;
  toy.tick();
  return effect;
}

}  // namespace

TEST_SUITE("confirm") {
  TEST_CASE("a field that the vendor altered is shown, not retried, until the value changes") {
    Toy toy = edited();
    toy.confirm("erp", Map{{"name", "B."}, {"city", "Köln"}});
    CHECK(toy.last.altered == std::vector<std::string>{"name"});
    REQUIRE(toy.last.conflicts.size() == 1);
    CHECK(toy.last.conflicts[0].kind == ConflictKind::check);
    CHECK(toy.last.conflicts[0].sides[0].second == text("B"));
    CHECK(toy.last.conflicts[0].sides[1].second == text("B."));
    CHECK(toy.agreed("name").value == text("B"));  // what the vendor made of it is no edit
    CHECK(toy.open.empty());
    toy.again();
    CHECK(toy.open.empty());
    toy.read("crm", Map{{"name", "C"}, {"city", "Köln"}});
    REQUIRE(toy.open.size() == 1);
    CHECK(toy.open[0].changes.size() == 1);
    CHECK(toy.last.settled.size() == 1);
  }

  TEST_CASE("what differs when the look had to wait for its turn was typed meanwhile: an edit") {
    Toy toy = edited();
    const Effect written = sent(toy, EffectState::sending);
    Observation seen = toy.observation("erp", Map{{"name", "D"}, {"city", "Köln"}});
    seen.confirming = &written;
    SUBCASE("late") {
      seen.acknowledged_at = toy.now - seconds(6);
      toy.see(seen);
      CHECK(toy.last.altered.empty());
      CHECK(toy.last.conflicts.empty());
      CHECK(toy.agreed("name").value == text("D"));
      CHECK(toy.open_for("crm") != nullptr);
    }
    SUBCASE("at once") {
      seen.acknowledged_at = toy.now - seconds(1);
      toy.see(seen);
      CHECK(toy.last.altered == std::vector<std::string>{"name"});
      CHECK(toy.agreed("name").value == text("B"));
    }
  }

  TEST_CASE("a lagging look that shows our write once more, after an edit over it was seen, takes nothing back") {
    Toy toy = edited();
    toy.slot("erp").read_lag = seconds(30);
    const Effect written = sent(toy, EffectState::unknown);
    Observation found = toy.observation("erp", Map{{"name", "B"}, {"city", "Köln"}});
    found.confirming = &written;
    toy.see(found);
    toy.read("erp", Map{{"name", "C"}, {"city", "Köln"}});
    REQUIRE(toy.agreed("name").value == text("C"));
    toy.tick(seconds(5));
    Observation late = toy.observation("erp", Map{{"name", "B"}, {"city", "Köln"}});
    late.confirming = &written;
    toy.see(late);
    CHECK(toy.last.read_again_at);
    CHECK(toy.agreed("name").value == text("C"));
    CHECK_FALSE(toy.pending("erp", "name"));
    CHECK(toy.open_for("erp") == nullptr);
  }

  TEST_CASE("after an altered write the member's own edit is an ordinary edit") {
    Toy toy = edited();
    toy.confirm("erp", Map{{"name", "B."}, {"city", "Köln"}});
    toy.read("erp", Map{{"name", "B GmbH"}, {"city", "Köln"}});
    CHECK(toy.agreed("name").value == text("B GmbH"));
    CHECK(toy.open_for("crm") != nullptr);
    CHECK(toy.last.conflicts.empty());
  }

  TEST_CASE("a 200 with a dropped field is not a success") {
    Toy toy = edited();
    toy.confirm("erp", Map{{"name", "B"}, {"city", "Bonn"}});
    CHECK(toy.last.altered == std::vector<std::string>{"city"});
    CHECK(toy.has_step("dropped by the vendor"));
    CHECK_FALSE(toy.pending("erp", "name"));
    CHECK(toy.open.empty());
  }

  TEST_CASE("an unknown write that shows nowhere was not applied: it stays pending and is planned again") {
    Toy toy = edited();
    toy.open[0].state = EffectState::unknown;
    toy.confirm("erp", Map{{"name", "A"}, {"city", "Bonn"}});
    CHECK(toy.last.altered.empty());
    CHECK(toy.last.conflicts.empty());
    CHECK(toy.has_step("not applied"));
    REQUIRE(toy.open.size() == 1);
    CHECK(toy.open[0].business_key == "update:12:erp:city@2,name@2");
  }

  TEST_CASE("an unknown write of which one field shows did happen: the other was dropped") {
    Toy toy = edited();
    toy.open[0].state = EffectState::unknown;
    toy.confirm("erp", Map{{"name", "B"}, {"city", "Bonn"}});
    CHECK(toy.last.altered == std::vector<std::string>{"city"});
  }

  TEST_CASE("what a read-back shows beyond our fields is an edit with our event as its cause") {
    Toy toy = two();
    toy.policy.fields.push_back(toy.policy.fields[0]);
    toy.policy.fields[1].field = "city";
    const auto binding =
        std::make_shared<ToyBinding>(std::map<std::string, Kind>{{"name", Kind::plain}, {"city", Kind::plain}});
    toy.slot("crm").binding = toy.slot("erp").binding = binding;
    toy.read("crm", Map{{"name", "Acme"}, {"city", "Bonn"}});
    toy.read("erp", Map{{"name", "Acme"}, {"city", "Bonn"}});
    toy.read("crm", Map{{"name", "Beta"}, {"city", "Bonn"}});
    toy.confirm("erp", Map{{"name", "Beta"}, {"city", "BONN"}});  // an automation of the vendor
    REQUIRE(toy.open_for("crm"));
    CHECK(toy.open_for("crm")->changes.at("city").after == text("BONN"));
    CHECK(toy.open_for("crm")->hops == 1);
  }

  TEST_CASE("a write-only field is written once, and never again for the same value") {
    const std::map<std::string, Kind> crm{{"name", Kind::plain}}, erp{{"name", Kind::write_only}};
    Toy toy({{"crm", crm}, {"erp", erp}});
    toy.read("crm", Map{{"name", "A"}});
    toy.read("erp", Map{});
    toy.again();
    CHECK(toy.open.empty());  // linking writes nothing
    toy.name_read("crm", "B");
    REQUIRE(toy.open_for("erp"));
    toy.confirm("erp", Map{});
    CHECK(toy.part("erp").confirmed == toy.agreed().version);
    toy.again();
    CHECK(toy.open.empty());
  }

  TEST_CASE("a read-only member is never written; where it is no master it is a check") {
    Toy toy = two(Kind::plain, Kind::read_only);
    toy.rule().masters = {"crm"};
    toy.name_read("crm", "B");
    CHECK(toy.open.empty());
    toy.name_read("erp", "C");
    REQUIRE(toy.last.conflicts.size() == 1);
    CHECK(toy.last.conflicts[0].kind == ConflictKind::check);
    CHECK(toy.open.empty());
    toy.name_read("erp", "B");
    CHECK(toy.last.settled.size() == 1);
  }

  TEST_CASE("a check may be off by its tolerance") {
    Toy toy = two(Kind::plain, Kind::read_only);
    toy.rule().masters = {"crm"};
    toy.rule().tolerance = *Decimal::parse("0.01");
    toy.name_read("crm", *Decimal::parse("10.00"));
    toy.name_read("erp", *Decimal::parse("10.01"));
    CHECK(toy.last.conflicts.empty());
    toy.name_read("erp", *Decimal::parse("10.02"));
    CHECK(toy.last.conflicts.size() == 1);
  }

  TEST_CASE("a read-only member may be the source") {
    Toy toy = two(Kind::plain, Kind::read_only);
    toy.rule().masters = {"erp"};
    toy.name_read("erp", "B");
    CHECK(toy.open_for("crm") != nullptr);
  }

  TEST_CASE("a refused write is parked with all its fields, and freed with them when one changes") {
    Toy toy = edited();
    const Effect refused = toy.open[0];
    toy.open.clear();
    toy.link.shadow = parked(toy.link.shadow, refused, "refused", toy.now);
    toy.again();
    CHECK(toy.open.empty());
    toy.read("erp", Map{{"name", "A"}, {"city", "Bonn"}});
    CHECK(toy.open.empty());
    SUBCASE("a person reopens it: the open effect is kept") {
      toy.open.push_back(refused);
      toy.again();
      CHECK(toy.open.size() == 1);
      CHECK(toy.last.superseded.empty());
    }
    SUBCASE("a value changes") {
      toy.read("crm", Map{{"name", "C"}, {"city", "Köln"}});
      REQUIRE(toy.open.size() == 1);
      CHECK(toy.open[0].changes.size() == 2);
    }
  }

  TEST_CASE(
      "what the vendor refused is tried again when its record moves, each time later; what a person refused is not") {
    Toy toy = edited();
    Effect refused = toy.open[0];
    const auto refuse = [&](Instant sent_at, std::optional<Instant> rejected_at = std::nullopt) {
      refused.sent_at = sent_at;
      toy.open.clear();
      toy.link.shadow = parked(toy.link.shadow, refused, "refused", rejected_at);
    };
    // Somebody edits the ERP's record in something that no binding reads.
    const auto touched = [&] {
      toy.tick();
      Observation seen = toy.observation("erp", Map{{"name", "A"}, {"city", "Bonn"}});
      seen.reading.stamp = toy.now.us;
      toy.see(seen);
      return toy.open_for("erp");
    };
    toy.pace = seconds(20);
    touched();
    refuse(toy.now);
    SUBCASE("by the vendor") {
      REQUIRE(touched());
      CHECK(touched()->due_at <= toy.now);  // one try at a time
      const Instant second = toy.now;
      refuse(second);
      REQUIRE(touched());
      CHECK(touched()->due_at == second + minutes(1));
      const Instant third = toy.now;
      refuse(third);
      CHECK(touched()->due_at == third + minutes(2));
      toy.confirm("erp", Map{{"name", "B"}, {"city", "Köln"}});
      CHECK(toy.link.shadow.parked.empty());
    }
    SUBCASE("before it was sent") {
      refuse({}, toy.now);
      CHECK_FALSE(touched());
    }
    SUBCASE("sent once, put back, and then refused by a person") {
      refuse(toy.now, toy.now);
      CHECK_FALSE(touched());
    }
    SUBCASE("the same state once more is no movement") {
      touched();
      refuse(toy.now);
      toy.tick();
      Observation seen = toy.observation("erp", Map{{"name", "A"}, {"city", "Bonn"}});
      seen.reading.stamp = toy.link.shadow.member("erp")->stamp;
      toy.see(seen);
      CHECK_FALSE(toy.open_for("erp"));
    }
  }

  TEST_CASE(
      "an edit between a write and its read-back, where the edited side has no say, is overruled by one more write") {
    Toy toy = two();
    toy.rule().masters = {"crm"};
    toy.name_read("crm", "Beta");
    toy.confirm("erp", Map{{"name", "Gamma"}});
    CHECK(toy.last.conflicts.empty());
    REQUIRE(toy.open_for("erp"));
    CHECK(toy.open_for("erp")->changes.at("name").after == text("Beta"));
    SUBCASE("it was an edit") {
      toy.confirm("erp", Map{{"name", "Beta"}});
      CHECK(toy.last.conflicts.empty());
      CHECK_FALSE(toy.pending("erp"));
    }
    SUBCASE("shown again, it is what the vendor makes of it: not written any more") {
      toy.confirm("erp", Map{{"name", "Gamma"}});
      CHECK(toy.last.altered == std::vector<std::string>{"name"});
      CHECK(toy.last.conflicts.size() == 1);
      CHECK(toy.open.empty());
      toy.again();
      CHECK(toy.open.empty());
    }
  }

  TEST_CASE("so is such an edit that shows only after a reading that lagged; shown again, it is the vendor's doing") {
    Toy toy = two();
    toy.rule().masters = {"crm"};
    toy.name_read("crm", "Beta");
    toy.slot("erp").read_lag = seconds(30);
    toy.confirm("erp", Map{{"name", "Acme"}});
    REQUIRE(toy.last.read_again_at);
    toy.name_read("erp", "Gamma");
    CHECK(toy.last.conflicts.empty());
    REQUIRE(toy.open_for("erp"));
    CHECK(toy.open_for("erp")->changes.at("name").after == text("Beta"));
    toy.confirm("erp", Map{{"name", "Gamma"}});
    toy.name_read("erp", "Gamma");
    CHECK(toy.last.conflicts.size() == 1);
    CHECK(toy.open.empty());
  }
}
