#include "decide/decide.h"

#include <doctest/doctest.h>

#include "decide/toy_test.h"

using namespace syncline;
using namespace syncline::toy;

TEST_SUITE("decide") {
  TEST_CASE("the first record of a link agrees its values, and nothing is written") {
    Toy toy({{"crm", {{"name", Kind::plain}}}, {"erp", {{"name", Kind::plain}}}});
    toy.name_read("crm", "Acme");
    CHECK(toy.agreed().value == text("Acme"));
    CHECK(toy.agreed().version == 1);
    CHECK(toy.agreed().origin.rule == "first");
    CHECK(toy.last.effects.empty());
    CHECK(toy.last.end == EventState::no_op);
  }

  TEST_CASE("an edit is written to the other member, once, with its before, its version and its cause") {
    Toy toy = two();
    toy.name_read("crm", "Acme AG");
    REQUIRE(toy.last.effects.size() == 1);
    const NewEffect& effect = toy.last.effects[0];
    CHECK(effect.slot == "erp");
    CHECK(effect.op == EffectOp::update);
    CHECK(effect.key == toy.key_of("erp"));
    CHECK(effect.changes.at("name").before == Value("Acme"));
    CHECK(effect.changes.at("name").after == text("Acme AG"));
    CHECK(effect.changes.at("name").version == 2);
    CHECK(effect.business_key == "update:12:erp:name@2");
    CHECK(effect.cause == EventId{toy.last_event});
    CHECK(toy.last.end == EventState::applied);

    toy.confirm("erp", Map{{"name", "Acme AG"}});
    CHECK(toy.last.effects.empty());
    CHECK_FALSE(toy.pending("erp"));
    CHECK(toy.part("erp").base == Value("Acme AG"));
    toy.name_read("erp", "Acme AG");
    CHECK(toy.last.end == EventState::no_op);
    CHECK(toy.last.steps.empty());
  }

  TEST_CASE("another form of the same meaning moves the base and nothing else") {
    Toy toy = two();
    toy.name_read("erp", "  Acme ");
    CHECK(toy.part("erp").base == Value("  Acme "));
    CHECK(toy.agreed().version == 1);
    CHECK(toy.last.steps.empty());
    CHECK(toy.last.effects.empty());
  }

  TEST_CASE("a new binding does not make edits: base and reading are both understood anew") {
    Toy toy = two();
    toy.slot("erp").binding = std::make_shared<ToyBinding>(std::map<std::string, Kind>{{"name", Kind::table}});
    toy.name_read("erp", "Acme");
    CHECK(toy.last.steps.empty());
    CHECK(toy.agreed().value == text("Acme"));
  }

  TEST_CASE("absent and forbidden change nothing and keep the base") {
    Toy toy = two();
    toy.read("crm", Map{});
    CHECK(toy.last.effects.empty());
    toy.name_read("crm", forbidden_mark);
    CHECK(toy.last.effects.empty());
    CHECK(toy.part("crm").base == Value("Acme"));
    CHECK(toy.part("crm").presence == Presence::value);
    toy.name_read("crm", "Acme");
    CHECK(toy.last.steps.empty());
  }

  TEST_CASE("what the record does not show is not written before it shows it, and then nothing is overwritten unseen") {
    Toy toy = two();
    toy.name_read("erp", forbidden_mark);
    toy.name_read("crm", "B");
    CHECK(toy.open.empty());
    SUBCASE("as it was") {
      toy.name_read("erp", "Acme");
      REQUIRE(toy.open_for("erp"));
      CHECK(toy.open_for("erp")->changes.at("name").after == text("B"));
    }
    SUBCASE("edited meanwhile") {
      toy.name_read("erp", "C");
      CHECK_FALSE(toy.open_for("erp"));
      CHECK(toy.last.conflicts.size() == 1);
    }
  }

  TEST_CASE("empty is a value: clearing a field clears it elsewhere") {
    Toy toy = two();
    toy.name_read("crm", Value{});
    REQUIRE(toy.last.effects.size() == 1);
    CHECK(toy.last.effects[0].changes.at("name").after == FieldValue::empty());
  }

  TEST_CASE("the same edit made by hand in both systems is adopted, not written") {
    Toy toy = two();
    toy.name_read("crm", "Acme AG");
    toy.name_read("erp", "Acme AG");
    CHECK(toy.has_step("adopted"));
    CHECK_FALSE(toy.pending("erp"));
    CHECK(toy.last.effects.empty());
    CHECK(toy.last.superseded.size() == 1);  // the planned write is no longer needed
  }

  TEST_CASE("the echo of a write is recognised by value while its outcome is still open") {
    Toy toy = two();
    toy.name_read("crm", "Acme AG");
    toy.open[0].state = EffectState::sending;
    toy.name_read("crm", "Acme SE");  // edited again meanwhile
    toy.name_read("erp", "Acme AG");  // our first write shows up
    CHECK(toy.has_step("echo"));
    CHECK(toy.agreed().value == text("Acme SE"));
    CHECK(toy.pending("erp"));
    CHECK(toy.last.conflicts.empty());
  }

  TEST_CASE("an edit is taken back while its write is under way: the write that lands is written over again") {
    Toy toy = two();
    toy.name_read("crm", "Acme AG");
    toy.open[0].state = EffectState::unknown;
    toy.name_read("crm", "Acme");  // the ERP still shows this, so there seems to be nothing to do
    CHECK_FALSE(toy.pending("erp"));
    SUBCASE("it is seen by a poll first") {
      toy.name_read("erp", "Acme AG");
      CHECK(toy.pending("erp"));
      toy.confirm("erp", Map{{"name", "Acme AG"}});
    }
    SUBCASE("it is seen by its settling read") { toy.confirm("erp", Map{{"name", "Acme AG"}}); }
    REQUIRE(toy.open_for("erp"));
    CHECK(toy.open_for("erp")->changes.at("name").after == text("Acme"));
  }

  TEST_CASE("while a write is under way nothing new is planned for its record; afterwards the rest is") {
    Toy toy = two();
    toy.name_read("crm", "Acme AG");
    toy.open[0].state = EffectState::sending;
    toy.name_read("crm", "Acme SE");
    CHECK(toy.last.effects.empty());
    CHECK(toy.last.end == EventState::applied);
    toy.confirm("erp", Map{{"name", "Acme AG"}});
    REQUIRE(toy.last.effects.size() == 1);
    CHECK(toy.last.effects[0].changes.at("name").after == text("Acme SE"));
  }

  TEST_CASE("a planned write is replaced by a newer one, and kept when nothing changed") {
    Toy toy = two();
    toy.name_read("crm", "Acme AG");
    const EffectId first = toy.open[0].id;
    toy.again();
    CHECK(toy.open.size() == 1);
    CHECK(toy.open[0].id == first);
    toy.name_read("crm", "Acme SE");
    REQUIRE(toy.last.superseded.size() == 1);
    CHECK(toy.last.superseded[0].first == first);
    REQUIRE(toy.open.size() == 1);
    CHECK(toy.open[0].changes.at("name").after == text("Acme SE"));
  }

  TEST_CASE("an effect that waits for a parent is kept as it is") {
    Toy toy = two();
    toy.name_read("crm", "Acme AG");
    toy.open[0].state = EffectState::waiting;
    toy.again();
    CHECK(toy.open.size() == 1);
    CHECK(toy.last.effects.empty());
    CHECK(toy.last.superseded.empty());
  }

  TEST_CASE("an older stamp is stale: the reason names both stamps and nothing moves") {
    Toy toy = two();
    Observation seen = toy.observation("crm", Map{{"name", "B"}});
    seen.reading.stamp = 20;
    toy.see(seen);
    Observation late = toy.observation("crm", Map{{"name", "A"}});
    late.reading.stamp = 19;
    toy.see(late);
    CHECK(toy.last.end == EventState::held);
    CHECK(toy.last.reason.find("19") != std::string::npos);
    CHECK(toy.last.reason.find("20") != std::string::npos);
    CHECK(toy.agreed().value == text("B"));
    Observation equal = toy.observation("crm", Map{{"name", "C"}});
    equal.reading.stamp = 20;  // truncated stamps: two edits in one second
    toy.see(equal);
    CHECK(toy.agreed().value == text("C"));
  }

  TEST_CASE("an older stamp is believed when the record itself shows it later than any replica may lag") {
    Toy toy = two();
    toy.slot("crm").read_lag = seconds(30);
    Observation seen = toy.observation("crm", Map{{"name", "B"}});
    seen.reading.stamp = 20;
    toy.see(seen);
    const Instant known = toy.now;
    Observation listed = toy.observation("crm", Map{{"name", "C"}});
    listed.reading.stamp = 15;  // the vendor's clock was set back
    toy.see(listed);
    CHECK(toy.last.end == EventState::held);
    REQUIRE(toy.last.read_again_at);
    CHECK(*toy.last.read_again_at == known + seconds(30));
    CHECK(toy.agreed().value == text("B"));
    toy.now = *toy.last.read_again_at;
    Observation asked = toy.observation("crm", Map{{"name", "C"}});
    asked.reading.stamp = 15;
    asked.reading.asked_at = toy.now;
    toy.see(asked);
    CHECK(toy.agreed().value == text("C"));
    Observation old = toy.observation("crm", Map{{"name", "B"}});
    old.reading.stamp = 20;  // from a slow replica: it is no newer for its stamp
    toy.see(old);
    CHECK(toy.last.end == EventState::held);
    CHECK(toy.agreed().value == text("C"));
  }

  TEST_CASE("a record that is not found so soon after it was seen is looked for again") {
    Toy toy = two();
    toy.slot("crm").read_lag = seconds(30);
    toy.name_read("crm", "B");
    const Instant seen = toy.now;
    toy.now = toy.now + seconds(5);
    toy.see(toy.ended("crm", RecordState::gone));
    CHECK(toy.last.end == EventState::held);
    REQUIRE(toy.last.read_again_at);
    CHECK(*toy.last.read_again_at == seen + seconds(30));
    CHECK(toy.link.shadow.member("crm")->state == RecordState::live);
    toy.now = seen + seconds(30);
    toy.see(toy.ended("crm", RecordState::gone));
    CHECK(toy.link.shadow.member("crm")->state == RecordState::gone);
  }

  TEST_CASE("a former base within the read lag is read again later, then believed") {
    Toy toy = two();
    toy.slot("crm").read_lag = seconds(30);
    toy.name_read("crm", "B");
    const Shadow before = toy.link.shadow;
    toy.now = toy.now + seconds(5);
    toy.see(toy.observation("crm", Map{{"name", "Acme"}}));
    CHECK(toy.last.end == EventState::held);
    REQUIRE(toy.last.read_again_at);
    CHECK(*toy.last.read_again_at == toy.now + seconds(25));
    CHECK(toy.last.reason.find("what was there before") != std::string::npos);
    CHECK(toy.agreed().value == text("B"));
    CHECK(encode(toy.link.shadow) == encode(before));
    toy.now = *toy.last.read_again_at;
    toy.see(toy.observation("crm", Map{{"name", "Acme"}}));
    CHECK(toy.agreed().value == text("Acme"));
  }

  TEST_CASE("a change right after another may be one that was never read: it is read again as well") {
    Toy toy = two();
    toy.slot("crm").read_lag = seconds(30);
    toy.name_read("crm", "second of two quick edits");
    toy.now = toy.now + seconds(5);
    toy.see(toy.observation("crm", Map{{"name", "first of two quick edits"}}));
    CHECK(toy.last.end == EventState::held);
    CHECK(toy.agreed().value == text("second of two quick edits"));
    toy.now = *toy.last.read_again_at;
    toy.see(toy.observation("crm", Map{{"name", "a third one"}}));
    CHECK(toy.agreed().value == text("a third one"));
  }

  TEST_CASE("with a newer stamp a former base is believed at once: A, B, A is three edits") {
    Toy toy = two();
    toy.slot("crm").read_lag = seconds(30);
    for (const auto& [name, stamp] : {std::pair("B", 5), std::pair("Acme", 6)}) {
      toy.now = toy.now + seconds(1);
      Observation seen = toy.observation("crm", Map{{"name", name}});
      seen.reading.stamp = stamp;
      toy.see(seen);
    }
    CHECK(toy.agreed().value == text("Acme"));
  }

  TEST_CASE("a lossy member is right when it shows what it can, and the full value stays agreed") {
    Toy toy = two(Kind::plain, Kind::cut);
    toy.name_read("crm", "Acme Holding");
    CHECK(toy.last.effects.empty());  // "Acme" is all that the ERP can show of it
    CHECK(toy.agreed().value == text("Acme Holding"));
    toy.name_read("crm", "Beta Holding");
    REQUIRE(toy.last.effects.size() == 1);
    toy.confirm("erp", Map{{"name", "Beta"}});
    CHECK(toy.last.effects.empty());
    CHECK(toy.last.altered.empty());
    CHECK(toy.agreed().value == text("Beta Holding"));
  }

  TEST_CASE("the edit of a lossy member that is no master is foreign") {
    Toy toy = two(Kind::plain, Kind::cut);
    toy.name_read("erp", "Beta");
    CHECK(toy.agreed().value == text("Acme"));
    CHECK(toy.has_step("foreign edit reverted"));
    REQUIRE(toy.last.effects.size() == 1);
    CHECK(toy.last.effects[0].slot == "erp");
  }

  TEST_CASE("a lossy master may write") {
    Toy toy = two(Kind::plain, Kind::upper);
    toy.rule().masters = {"erp"};
    toy.name_read("erp", "BETA");
    CHECK(toy.agreed().value == text("BETA"));
    CHECK(toy.open_for("crm") != nullptr);
  }

  TEST_CASE("the fuller value is agreed when the lossy side was read first") {
    Toy toy({{"crm", {{"name", Kind::plain}}}, {"erp", {{"name", Kind::cut}}}});
    toy.name_read("erp", "Acme");
    toy.name_read("crm", "Acme Holding");
    CHECK(toy.agreed().value == text("Acme Holding"));
    toy.again();
    CHECK(toy.open.empty());
  }

  TEST_CASE("a many-to-one table does not turn one value into the other") {
    Toy toy({{"crm", {{"name", Kind::plain}}}, {"erp", {{"name", Kind::table}}}});
    toy.name_read("crm", "b");
    toy.name_read("erp", "X");
    CHECK(toy.agreed().value == text("b"));
    toy.name_read("crm", "a");
    CHECK(toy.open.empty());  // X means a as well
    toy.name_read("crm", "c");
    CHECK(toy.open_for("erp") != nullptr);
  }

  TEST_CASE("of several masters the first that is there counts, and without any the field is free") {
    Toy toy({{"crm", {{"name", Kind::plain}}}, {"erp", {{"name", Kind::plain}}}, {"shop", {{"name", Kind::plain}}}});
    toy.rule().masters = {"erp", "crm"};
    toy.name_read("shop", "A");
    toy.name_read("shop", "B");
    CHECK(toy.agreed().value == text("B"));
    toy.name_read("crm", "B");
    toy.name_read("shop", "C");
    CHECK(toy.has_step("foreign edit reverted"));
    toy.confirm("shop", Map{{"name", "B"}});
    toy.name_read("erp", "B");
    toy.name_read("crm", "D");
    CHECK(toy.has_step("foreign edit reverted"));
    CHECK(toy.agreed().value == text("B"));
  }

  TEST_CASE("fields of members are never carried across") {
    Toy toy({{"erp", {{"limit", Kind::plain}}}, {"erp2", {{"limit", Kind::plain}}}}, {"limit"});
    toy.rule("limit").scope = FieldScope::member;
    toy.read("erp", Map{{"limit", "100"}});
    toy.read("erp2", Map{{"limit", "900"}});
    toy.read("erp", Map{{"limit", "200"}});
    CHECK(toy.open.empty());
    CHECK(toy.link.shadow.agreed.empty());
    CHECK(toy.part("erp", "limit").base == Value("200"));
  }

  TEST_CASE("references are compared by the vendor's id and agreed as links") {
    Toy toy({{"crm", {{"company", Kind::reference}}}, {"erp", {{"company", Kind::reference}}}}, {"company"});
    const auto refer = [&](const Slot& slot, const std::string& native, std::int64_t parent) {
      toy.tick();
      Observation seen = toy.observation(slot, Map{{"company", native}});
      seen.reading.fields["company"].canonical = parent ? FieldValue::of(parent) : FieldValue::absent();
      if (!parent) seen.unlinked["company"] = {slot, "account", native};
      toy.see(seen);
    };
    refer("crm", "c7", 7);
    refer("erp", "e70", 7);
    CHECK(toy.agreed("company").value == FieldValue::of(7));
    CHECK(toy.agreed("company").version == 1);
    refer("crm", "c7", 7);
    CHECK(toy.last.steps.empty());
    refer("crm", "c9", 0);  // its parent is not linked yet: said, and not taken over
    CHECK(toy.open.empty());
    CHECK(toy.last.reason.find("c9") != std::string::npos);
    refer("crm", "c9", 9);
    REQUIRE(toy.open_for("erp"));
    CHECK(toy.open_for("erp")->changes.at("company").after == FieldValue::of(9));
  }

  TEST_CASE("the same inputs give the same decision, byte for byte") {
    Toy a = two(), b = two();
    a.name_read("crm", "B");
    b.name_read("crm", "B");
    CHECK(encode(a.link.shadow) == encode(b.link.shadow));
    CHECK(a.last.effects[0].business_key == b.last.effects[0].business_key);
  }

  TEST_CASE("a slot that the project does not name is filtered") {
    Toy toy = two();
    Observation seen = toy.observation("crm", Map{});
    seen.slot = "gone";
    seen.reading.key.native = "x";
    toy.see(seen);
    CHECK(toy.last.end == EventState::filtered);
  }
}
