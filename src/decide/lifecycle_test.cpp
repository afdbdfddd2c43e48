#include <doctest/doctest.h>

#include "decide/reject.h"
#include "decide/toy_test.h"

using namespace syncline;
using namespace syncline::toy;

TEST_SUITE("lifecycle") {
  TEST_CASE("gone: the others are deactivated, once") {
    Toy toy = two();
    toy.see(toy.ended("crm", RecordState::gone));
    REQUIRE(toy.open.size() == 1);
    CHECK(toy.open[0].slot == "erp");
    CHECK(toy.open[0].op == EffectOp::deactivate);
    CHECK(toy.open[0].business_key == "deactivate:12:erp:1");
    toy.confirm("erp", Map{{"name", "Acme"}});
    CHECK(toy.open.empty());
    toy.again();
    CHECK(toy.open.empty());
  }

  TEST_CASE("gone with a field for it: active becomes false") {
    const std::map<std::string, Kind> kinds{{"name", Kind::plain}, {"active", Kind::plain}};
    Toy toy({{"crm", kinds}, {"erp", kinds}}, {"name", "active"});
    toy.read("crm", Map{{"name", "A"}, {"active", true}});
    toy.read("erp", Map{{"name", "A"}, {"active", true}});
    toy.see(toy.ended("crm", RecordState::gone));
    REQUIRE(toy.open.size() == 1);
    CHECK(toy.open[0].op == EffectOp::update);
    CHECK(toy.open[0].changes.at("active").after == FieldValue::of(false));
    SUBCASE("undeleted: active again everywhere") {
      toy.read("crm", Map{{"name", "A"}, {"active", true}});
      CHECK(toy.agreed("active").value == FieldValue::of(true));
      CHECK(toy.open.empty());
    }
    SUBCASE("the other one is edited before the write went out: the edit wins") {
      toy.read("erp", Map{{"name", "B"}, {"active", true}});
      CHECK(toy.agreed("active").value == FieldValue::of(true));
      CHECK(toy.open.empty());
      REQUIRE(toy.last.conflicts.size() == 1);
      CHECK(toy.last.conflicts[0].kind == ConflictKind::edit_vs_delete);
    }
  }

  TEST_CASE("gone under keep, flag and review writes nothing; review asks") {
    for (const OnDelete rule : {OnDelete::keep, OnDelete::flag, OnDelete::review}) {
      Toy toy = two();
      toy.policy.on_delete = rule;
      toy.see(toy.ended("crm", RecordState::gone));
      CHECK(toy.open.empty());
      CHECK(toy.last.conflicts.size() == (rule == OnDelete::review ? 1u : 0u));
      CHECK(toy.link.shadow.member("crm")->state == RecordState::gone);
    }
  }

  TEST_CASE("remove: our own removal does not come back as a delete") {
    Toy toy = two();
    toy.policy.on_delete = OnDelete::remove;
    toy.see(toy.ended("crm", RecordState::gone));
    REQUIRE(toy.open_for("erp"));
    CHECK(toy.open_for("erp")->op == EffectOp::remove);
    const Effect effect = *toy.open_for("erp");
    toy.open.clear();
    Observation seen = toy.ended("erp", RecordState::gone);
    seen.confirming = &effect;
    toy.see(seen);
    CHECK(toy.open.empty());
    CHECK(toy.last.conflicts.empty());
  }

  TEST_CASE("edit against delete: an edit that was on its way wins, and a person looks") {
    Toy toy = two();
    toy.name_read("crm", "B");
    toy.see(toy.ended("erp", RecordState::gone));
    REQUIRE(toy.last.conflicts.size() == 1);
    CHECK(toy.last.conflicts[0].kind == ConflictKind::edit_vs_delete);
    CHECK(toy.open.empty());  // no deactivation of the CRM's, no write to what is gone
  }

  TEST_CASE("edit against delete: an edit of the other member before its deactivation went out wins") {
    Toy toy = two();
    toy.see(toy.ended("crm", RecordState::gone));
    REQUIRE(toy.open.size() == 1);
    toy.name_read("erp", "B");
    CHECK(toy.open.empty());
    CHECK(toy.last.conflicts.size() == 1);
  }

  TEST_CASE("gone: what we may not see whole is not ended, since somebody may have edited the rest") {
    const std::map<std::string, Kind> kinds{{"name", Kind::plain}, {"city", Kind::plain}};
    Toy toy({{"crm", kinds}, {"erp", kinds}}, {"name", "city"});
    const Map all{{"name", "Acme"}, {"city", "Ulm"}}, without{{"name", "Acme"}};
    toy.read("crm", all);
    toy.read("erp", all);
    SUBCASE("withheld before the other is gone") {
      toy.read("erp", without);
      toy.see(toy.ended("crm", RecordState::gone));
    }
    SUBCASE("withheld when its end is planned") {
      toy.see(toy.ended("crm", RecordState::gone));
      REQUIRE(toy.open.size() == 1);
      toy.read("erp", without);
    }
    CHECK(toy.open.empty());
    REQUIRE(toy.last.conflicts.size() == 1);
    CHECK(toy.last.conflicts[0].kind == ConflictKind::edit_vs_delete);
    toy.commit(
        resolve_delete(toy.policy, toy.link, toy.key_of("crm"), AfterDelete::end_others, "eva", {}, toy.now, ""));
    REQUIRE(toy.open.size() == 1);
    toy.read("erp", without);
    CHECK(toy.open.size() == 1);  // somebody has decided
    CHECK(toy.last.conflicts.empty());
  }

  TEST_CASE("what is gone is never silently created again") {
    Toy toy = two();
    toy.policy.on_delete = OnDelete::keep;
    toy.slot("erp").create = SlotRule::Create::always;
    toy.see(toy.ended("erp", RecordState::gone));
    toy.name_read("crm", "B");
    CHECK(toy.open.empty());
    toy.again();
    CHECK(toy.open.empty());
  }

  TEST_CASE("a person decides after a delete: it is made again as another incarnation, or the others end too") {
    Toy toy = two();
    toy.policy.on_delete = OnDelete::review;
    toy.slot("erp").create = SlotRule::Create::always;
    toy.see(toy.ended("erp", RecordState::gone));
    const RecordKey gone = toy.link.shadow.member("erp")->key;
    const auto decided = [&](AfterDelete what) {
      return resolve_delete(toy.policy, toy.link, gone, what, "eva", toy.open, toy.now, "");
    };
    const Decision again = decided(AfterDelete::create_again);
    REQUIRE(again.effects.size() == 1);
    CHECK(again.effects[0].op == EffectOp::create);
    CHECK(again.effects[0].business_key == "create:12:erp:2");
    CHECK(again.effects[0].changes.at("name").after == text("Acme"));
    const Decision ended = decided(AfterDelete::end_others);
    REQUIRE(ended.effects.size() == 1);
    CHECK(ended.effects[0].op == EffectOp::deactivate);
    CHECK(ended.effects[0].slot == "crm");
  }

  TEST_CASE("what is made after a record has left the link is another incarnation: its key was used") {
    Toy toy = two();
    toy.slot("erp").create = SlotRule::Create::always;
    std::erase_if(toy.link.shadow.members, [](const Member& m) { return m.slot == "erp"; });
    toy.link.shadow.left["erp"] = 1;
    toy.again();
    REQUIRE(toy.open.size() == 1);
    CHECK(toy.open[0].business_key == "create:12:erp:2");
  }

  TEST_CASE("undelete: the same id is live again and gets what it missed") {
    Toy toy = two();
    toy.policy.on_delete = OnDelete::keep;
    toy.see(toy.ended("erp", RecordState::gone));
    toy.name_read("crm", "B");
    toy.name_read("erp", "Acme");
    CHECK(toy.link.shadow.member("erp")->state == RecordState::live);
    REQUIRE(toy.open_for("erp"));
    CHECK(toy.open_for("erp")->changes.at("name").after == text("B"));
  }

  TEST_CASE("a planned deactivation is taken back when the record is back") {
    Toy toy = two();
    toy.see(toy.ended("crm", RecordState::gone));
    toy.name_read("crm", "Acme");
    CHECK(toy.open.empty());
  }

  TEST_CASE("a replica that still lists what is gone does not bring it back") {
    Toy toy = two();
    toy.slot("crm").read_lag = seconds(30);
    toy.see(toy.ended("crm", RecordState::gone));
    toy.now = toy.now + seconds(5);
    toy.see(toy.observation("crm", Map{{"name", "Acme"}}));
    CHECK(toy.last.end == EventState::held);
    CHECK(toy.link.shadow.member("crm")->state == RecordState::gone);
  }

  TEST_CASE("hidden changes nothing but the state, and keeps the mastership") {
    Toy toy = two();
    toy.rule().masters = {"crm"};
    toy.see(toy.ended("crm", RecordState::hidden));
    CHECK(toy.open.empty());
    toy.name_read("erp", "X");
    CHECK(toy.has_step("foreign edit reverted"));
    CHECK(toy.open_for("crm") == nullptr);
  }

  TEST_CASE("merged deletes nothing; where the survivor is not there a person is asked") {
    Toy toy = two();
    Observation seen = toy.ended("crm", RecordState::merged);
    seen.reading.merged_into = "crm-2";
    toy.see(seen);
    CHECK(toy.open.empty());
    REQUIRE(toy.last.conflicts.size() == 1);
    CHECK(toy.last.conflicts[0].kind == ConflictKind::edit_vs_delete);
  }

  TEST_CASE("merged into, or deleted beside, its own surplus record: that one counts, and meets the others anew") {
    Toy toy = two();
    Observation other = toy.observation("crm", Map{{"name", "Acme 2"}});
    other.reading.key.native = "crm-2";
    toy.see(other);
    REQUIRE(toy.link.shadow.member(other.reading.key)->duplicate);
    Observation seen = toy.ended("crm", RecordState::gone);
    SUBCASE("merged") {
      seen.reading.state = RecordState::merged;
      seen.reading.merged_into = "crm-2";
    }
    SUBCASE("deleted") {}
    toy.see(seen);
    CHECK(toy.open.empty());
    CHECK(toy.last.to_read == std::vector{other.reading.key});
    CHECK(toy.last.settled == std::vector{Settled{ConflictKind::duplicate, ""}});
    CHECK(toy.link.shadow.member("crm")->key == other.reading.key);
    toy.see(other);
    CHECK(toy.open.empty());  // a standing difference
    other.reading.fields["name"] = {text("Acme 3"), "Acme 3"};
    toy.see(other);
    REQUIRE(toy.open.size() == 1);
    CHECK(toy.open[0].slot == "erp");
  }

  TEST_CASE("ended by us beside a surplus record: whoever comes back meets that one, as at first contact") {
    Toy toy = two();
    toy.policy.on_delete = OnDelete::remove;
    Observation other = toy.observation("erp", Map{{"name", "Acme 2"}});
    other.reading.key.native = "erp-2";
    toy.see(other);
    REQUIRE(toy.link.shadow.member(other.reading.key)->duplicate);
    toy.see(toy.ended("crm", RecordState::gone));
    REQUIRE(toy.open_for("erp"));
    const Effect removal = *toy.open_for("erp");
    toy.open.clear();
    Observation gone = toy.ended("erp", RecordState::gone);
    gone.confirming = &removal;
    toy.see(gone);
    toy.name_read("crm", "Acme");
    CHECK(toy.last.to_read == std::vector{other.reading.key});
    CHECK(toy.link.shadow.member("erp")->key == other.reading.key);
    toy.see(other);
    CHECK(toy.open.empty());  // a standing difference
    toy.name_read("crm", "B");
    REQUIRE(toy.open.size() == 1);
    CHECK(toy.open[0].key == other.reading.key);
  }

  TEST_CASE("undeleted after it was made again: surplus, and named; its place is its own when that one is gone") {
    Toy toy = two();
    toy.policy.on_delete = OnDelete::keep;
    toy.see(toy.ended("crm", RecordState::gone));
    Observation again = toy.observation("crm", Map{{"name", "Acme"}});
    again.reading.key.native = "crm-2";
    toy.see(again);
    SUBCASE("beside the other") {
      toy.name_read("crm", "Acme");
      REQUIRE(toy.last.conflicts.size() == 1);
      CHECK(toy.last.conflicts[0].kind == ConflictKind::duplicate);
      CHECK(toy.link.shadow.member("crm")->key == again.reading.key);
    }
    SUBCASE("after the other") {
      Observation gone = toy.ended("crm", RecordState::gone);
      gone.reading.key = again.reading.key;
      toy.see(gone);
      toy.name_read("crm", "Acme");
      CHECK(toy.last.conflicts.empty());
      CHECK(toy.link.shadow.member("crm")->key != again.reading.key);
    }
  }

  TEST_CASE("a record that was never known and is gone does nothing") {
    Toy toy = two();
    Observation seen = toy.ended("crm", RecordState::gone);
    seen.reading.key.native = "other";
    toy.see(seen);
    CHECK(toy.link.shadow.members.size() == 2);
    CHECK(toy.open.empty());
  }

  TEST_CASE("a surplus record is read and never written, and its edits are nobody's") {
    Toy toy = two();
    Observation seen = toy.observation("erp", Map{{"name", "Acme 2"}});
    seen.reading.key.native = "erp-2";
    toy.see(seen);
    REQUIRE(toy.last.conflicts.size() == 1);
    CHECK(toy.last.conflicts[0].kind == ConflictKind::duplicate);
    seen.reading.fields["name"] = {text("Acme 3"), "Acme 3"};
    toy.see(seen);
    CHECK(toy.open.empty());
    CHECK(toy.link.shadow.member(seen.reading.key)->fields.at("name").base == Value("Acme 3"));
    toy.name_read("crm", "B");
    REQUIRE(toy.open.size() == 1);
    CHECK(toy.open[0].key.native == "erp-1");
  }
}
