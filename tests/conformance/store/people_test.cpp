// What people see and repair: conflicts, dead letters, lists, searches, sums; and what is forgotten.
#include <algorithm>

#include "tests/conformance/store/bench.h"

namespace syncline::conformance {
namespace {

NewConflict conflict_on(LinkId link, const std::string& field, const std::string& message) {
  return {ConflictKind::concurrent,
          link,
          crm("1"),
          field,
          {{"crm", FieldValue::of("a")}, {"erp", FieldValue::empty()}},
          message,
          {3},
          {4}};
}

STORE_CASE("an open conflict is updated, not doubled; a settled one may open again") {
  Where::run([](Bench& b) {
    const Committed made = b.commit(new_link({member_of("crm", crm("1"))}));
    Plan plan = plan_on(*b.reader(), made.link);
    plan.conflicts = {conflict_on({}, "name", "first"), conflict_on({}, "city", "other field")};
    b.commit(plan);
    b.write([&](Tx& tx) { tx.conflict(conflict_on(made.link, "name", "second")); });
    auto open = b.reader()->conflicts(true, made.link, 10);
    REQUIRE(open.size() == 2);
    const Conflict& name = open[1];
    CHECK(name.message == "second");
    CHECK(name.link == made.link);
    CHECK(name.kind == ConflictKind::concurrent);
    CHECK(name.record == crm("1"));
    CHECK(name.sides == conflict_on({}, "", "").sides);
    CHECK(name.event == EventId{3});
    CHECK(name.effect == EffectId{4});
    CHECK_FALSE(name.closed_at);
    CHECK(b.reader()->counts().open_conflicts == 2);

    plan = plan_on(*b.reader(), made.link);
    plan.settled = {{ConflictKind::concurrent, "name", {"erp", "", ""}}};  // about another record
    b.commit(plan);
    CHECK(b.reader()->conflicts(true, made.link, 10).size() == 2);
    plan = plan_on(*b.reader(), made.link);
    plan.settled = {{ConflictKind::concurrent, "name", crm("1")}, {ConflictKind::loop, "city"}};
    b.commit(plan);
    CHECK(b.reader()->conflicts(true, made.link, 10).size() == 1);
    b.write([&](Tx& tx) { tx.conflict(conflict_on(made.link, "name", "third")); });
    CHECK(b.reader()->conflicts(false, {}, 10).size() == 3);
    CHECK(b.reader()->conflicts(true, {}, 1).at(0).message == "third");
    CHECK(b.reader()->conflicts(true, LinkId{99}, 10).empty());
  });
}

STORE_CASE("a person resolves a conflict once, and nothing of a decision on a closed one is written") {
  Where::run([](Bench& b) {
    const Committed made = b.commit(new_link({member_of("crm", crm("1"))}));
    b.write([&](Tx& tx) { tx.conflict(conflict_on(made.link, "name", "which?")); });
    const ConflictId id = b.reader()->conflicts(true, {}, 10).at(0).id;
    Plan plan = plan_on(*b.reader(), made.link);
    plan.resolved = {{id, "crm's value, by Eva"}};
    plan.settled = {{ConflictKind::concurrent, "name"}};
    b.commit(plan);
    const auto closed = b.reader()->conflict(id);
    CHECK(closed->resolution == "crm's value, by Eva");
    CHECK(closed->closed_at);
    CHECK(b.reader()->conflicts(true, {}, 10).empty());

    const LinkVersion before = b.reader()->link(made.link)->version;
    plan = plan_on(*b.reader(), made.link);
    plan.resolved = {{id, "erp's value"}};
    CHECK_FALSE(b.write([&](Tx& tx) { return tx.commit(plan); }));
    CHECK(b.reader()->link(made.link)->version == before);
    CHECK(b.reader()->conflict(id)->resolution == "crm's value, by Eva");
    CHECK_FALSE(b.reader()->conflict({99}));
  });
}

STORE_CASE("retrying a dead letter queues its event again, to be read afresh") {
  Where::run([](Bench& b) {
    const EventId id = b.accept(event_of(crm("1"), "A"));
    b.write([&](Tx& tx) {
      tx.dead_letter({id, {}, crm("1"), {ErrorClass::validation, "code", "message", "place", "", std::nullopt}});
      tx.end({id, EventState::dead_lettered, "message", {}});
    });
    CHECK(b.reader()->counts().dead_letters == 1);
    CHECK(b.reader()->events(EventState::dead_lettered, nullptr, {}, 10).size() == 1);
    const DeadLetterId letter = b.reader()->dead_letters(true, 10).at(0).id;
    CHECK(b.write([&](Tx& tx) { return tx.retry(letter); }));
    CHECK_FALSE(b.write([&](Tx& tx) { return tx.retry(letter); }));
    const auto event = b.reader()->event(id);
    CHECK(event->state == EventState::queued);
    CHECK(event->attempt == 1);
    CHECK(event->ended_at.us == 0);
    CHECK(b.reader()->due_events("crm", b.rt().now(), 10).size() == 1);
    CHECK(b.reader()->dead_letters(true, 10).empty());
    CHECK(b.reader()->dead_letters(false, 10).size() == 1);
    CHECK(b.reader()->counts().events == std::map<std::string, std::uint64_t>{{"queued", 1}});
  });
}

STORE_CASE("retrying a rejected effect plans it again, unless a newer write replaced it") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    Plan plan = new_link({member_of("crm", crm("1"))});
    plan.effects = {write_to("erp", erp(""), EffectOp::create)};
    const Committed made = b.commit(plan);
    const auto reject = [&](EffectId id) {
      REQUIRE(b.sending(id));
      Plan rejected;
      rejected.outcomes = {outcome(id, EffectState::rejected, true)};
      rejected.outcomes[0].error = Error{ErrorClass::validation, "vat", "not a VAT id", "erp", "", std::nullopt};
      rejected.dead_letters = {{{}, id, erp(""), *rejected.outcomes[0].error}};
      b.commit(rejected);
      return b.reader()->dead_letters(true, 1).at(0).id;
    };
    const DeadLetterId first = reject(made.effects[0]);
    CHECK(b.write([&](Tx& tx) { return tx.retry(first); }));
    CHECK(b.reader()->effect(made.effects[0])->state == EffectState::planned);
    CHECK(b.reader()->effect(made.effects[0])->attempt == 0);
    CHECK_FALSE(b.reader()->effect(made.effects[0])->error);

    const DeadLetterId second = reject(made.effects[0]);
    plan = plan_on(*b.reader(), made.link);
    plan.effects = {write_to("erp", erp(""), EffectOp::create)};
    plan.effects[0].business_key = b.reader()->effect(made.effects[0])->business_key;
    const EffectId newer = b.commit(plan).effects[0];  // the create may be planned again after a rejection
    CHECK_FALSE(b.write([&](Tx& tx) { return tx.retry(second); }));
    REQUIRE(b.sending(newer));
    Plan applied;
    applied.outcomes = {outcome(newer, EffectState::applied, true)};
    b.commit(applied);
    CHECK_FALSE(b.write([&](Tx& tx) { return tx.retry(second); }));  // it exists now
    CHECK(b.reader()->dead_letters(true, 10).size() == 1);
    b.write([&](Tx& tx) { tx.dead_letter({{}, newer, erp(""), {}}); });
    const DeadLetterId late = b.reader()->dead_letters(true, 1).at(0).id;
    CHECK_FALSE(b.write([&](Tx& tx) { return tx.retry(late); }));  // what was applied is not done again
    CHECK(b.reader()->effect(newer)->state == EffectState::applied);
  });
}

STORE_CASE("lists show the newest first and go on from an id") {
  Where::run([](Bench& b) {
    std::vector<EventId> ids;
    for (int i = 0; i < 6; ++i) ids.push_back(b.accept(hint_of(crm(std::to_string(i % 2)))));
    for (const std::size_t i : {0u, 3u}) b.write([&](Tx& tx) { tx.end({ids[i], EventState::conflict, "", {}}); });
    b.write([&](Tx& tx) { tx.end({ids[1], EventState::filtered, "rule", {}}); });
    const auto shown = [&](std::optional<EventState> state, const RecordKey* of, EventId before, std::size_t limit) {
      std::vector<EventId> found;
      for (const Event& event : b.reader()->events(state, of, before, limit)) found.push_back(event.id);
      return found;
    };
    using Ids = std::vector<EventId>;
    CHECK(shown(std::nullopt, nullptr, {}, 2) == Ids{ids[5], ids[4]});
    CHECK(shown(std::nullopt, nullptr, ids[4], 2) == Ids{ids[3], ids[2]});
    CHECK(shown(EventState::conflict, nullptr, {}, 10) == Ids{ids[3], ids[0]});
    CHECK(shown(EventState::conflict, nullptr, ids[3], 10) == Ids{ids[0]});
    CHECK(shown(EventState::filtered, nullptr, {}, 10) == Ids{ids[1]});
    CHECK(shown(EventState::queued, nullptr, {}, 1) == Ids{ids[5]});
    const RecordKey odd = crm("1");
    CHECK(shown(std::nullopt, &odd, {}, 10) == Ids{ids[5], ids[3], ids[1]});
    CHECK(shown(EventState::conflict, &odd, {}, 10) == Ids{ids[3]});
    CHECK(std::ranges::is_sorted(ids));
  });
}

STORE_CASE("a search finds records by native id and links by key") {
  Where::run([](Bench& b) {
    Plan plan = new_link({member_of("crm", crm("4711")), member_of("erp", erp("12"))});
    plan.keys = std::vector{claimed("DE1")};
    const LinkId one = b.commit(plan).link;
    const LinkId two = b.commit(new_link({member_of("erp", erp("4711"))})).link;
    b.accept(event_of(crm("99"), "not linked"));
    const auto links = [&](std::string_view text, std::size_t limit) {
      std::vector<LinkId> found;
      for (const auto& [link, record] : b.reader()->find(text, limit)) {
        if (std::ranges::find(found, link) == found.end()) found.push_back(link);
      }
      std::ranges::sort(found);
      return found;
    };
    CHECK(links("4711", 10) == std::vector{one, two});
    CHECK(links("DE1", 10) == std::vector{one});
    CHECK(links("99", 10).empty());
    CHECK(links("471", 10).empty());
    CHECK(b.reader()->find("4711", 1).size() == 1);
    CHECK(b.reader()->find("12", 10).at(0).second == erp("12"));
  });
}

STORE_CASE("sums follow every change of state, also across restarts") {
  Where::run([](Bench& b) {
    CHECK_FALSE(b.reader()->counts().oldest_queued);
    const EventId first = b.accept(event_of(crm("1"), "A"));
    b.accept(event_of(crm("1"), "A"));
    b.accept(hint_of(erp("7")));
    Plan plan = new_link({member_of("crm", crm("1")), member_of("erp", erp("7"))});
    plan.effects = {write_to("erp", erp("7"))};
    const Committed made = b.commit(plan);
    CHECK(b.reader()->counts().oldest_queued == b.reader()->event(first)->seen_at);
    b.write([&](Tx& tx) { tx.end({first, EventState::applied, "", {}}); });
    Plan withdrawn;
    withdrawn.outcomes = {outcome(made.effects[0], EffectState::superseded, false)};
    b.commit(withdrawn);
    b.reopen();
    const Counts counts = b.reader()->counts();
    using Sums = std::map<std::string, std::uint64_t>;
    CHECK(counts.events == Sums{{"applied", 1}, {"queued", 1}});
    CHECK(counts.effects == Sums{{"erp superseded", 1}});
    CHECK(counts.links == Sums{{"customer", 1}});
    CHECK(counts.records == Sums{{"crm account", 1}, {"erp partner", 1}});
    CHECK(counts.duplicates == 1);
    CHECK(counts.open_conflicts == 0);
    CHECK(counts.dead_letters == 0);
  });
}

STORE_CASE("settings are kept and replaced") {
  Where::run([](Bench& b) {
    CHECK_FALSE(b.reader()->setting("stage/customer"));
    b.write([](Tx& tx) { tx.set_setting("stage/customer", "observe"); });
    b.write([](Tx& tx) { tx.set_setting("stage/customer", ""); });
    b.reopen();
    CHECK(b.reader()->setting("stage/customer") == "");
  });
}

STORE_CASE("forgetting takes ended rows of that age in chunks, and nothing that is still needed") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    std::vector<EventId> ids;
    for (int i = 0; i < 6; ++i) ids.push_back(b.accept(hint_of(crm(std::to_string(i)))));
    Plan plan = new_link({member_of("crm", crm("1"))});
    plan.effects = {write_to("erp", erp("7")), write_to("shop", {"shop", "user", "1"})};
    const Committed made = b.commit(plan);
    b.write([&](Tx& tx) {
      for (const std::size_t i : {0u, 1u, 2u, 5u}) tx.end({ids[i], EventState::no_op, "", {}});
      tx.end({ids[3], EventState::dead_lettered, "", {}});
      tx.dead_letter({ids[3], {}, crm("3"), {}});
    });
    Plan done;
    done.outcomes = {outcome(made.effects[0], EffectState::superseded, false)};
    b.commit(done);
    const auto forget = [&](Instant events, Instant effects, std::uint64_t limit) {
      return b.write([&](Tx& tx) { return tx.forget(events, effects, limit); });
    };
    const Instant all = b.rt().now() + seconds(1);
    CHECK(forget({1}, {1}, 100) == 0);
    CHECK(forget(all, {1}, 2) == 2);
    CHECK(forget(all, {1}, 100) == 1);
    CHECK(forget(all, all, 100) == 1);
    CHECK(forget(all, all, 100) == 0);
    const auto reader = b.reader();
    CHECK_FALSE(reader->event(ids[0]));
    CHECK(reader->event(ids[3]));  // its letter is open
    CHECK(reader->event(ids[4]));  // queued
    CHECK(reader->event(ids[5]));  // the newest: its id must not be given again
    CHECK_FALSE(reader->effect(made.effects[0]));
    CHECK(reader->effect(made.effects[1]));
    CHECK(reader->counts().events ==
          std::map<std::string, std::uint64_t>{{"dead-lettered", 1}, {"no-op", 1}, {"queued", 1}});
    CHECK(b.accept(hint_of(crm("x"))) > ids[5]);
  });
}

STORE_CASE("a reader sees one moment") {
  Where::run([](Bench& b) {
    const EventId first = b.accept(hint_of(crm("1")));
    const auto before = b.reader();
    CHECK(before->event(first));
    const EventId second = b.accept(hint_of(crm("2")));
    CHECK_FALSE(before->event(second));
    CHECK(before->counts().events.at("queued") == 1);
    CHECK(b.reader()->event(second));
  });
}

}  // namespace
}  // namespace syncline::conformance
