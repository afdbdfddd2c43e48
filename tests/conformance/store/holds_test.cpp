// What keeps a planned write from being sent: stops, pauses, holds; and what lets it go.
#include "tests/conformance/store/bench.h"

namespace syncline::conformance {
namespace {

/// A link with a planned write to the ERP.
struct Planned {
  LinkId link;
  EffectId effect;
};

Planned plan_write(Bench& b, const std::string& native, EffectOp op = EffectOp::update) {
  Plan plan = new_link({member_of("crm", crm(native)), member_of("erp", erp(native))});
  plan.effects = {write_to("erp", erp(native), op)};
  const Committed made = b.commit(plan);
  return {made.link, made.effects.at(0)};
}

/// A newer state of the record takes the place of its open write.
EffectId replace(Bench& b, const Planned& old, EffectOp op = EffectOp::update) {
  Plan plan = plan_on(*b.reader(), old.link);
  plan.outcomes = {outcome(old.effect, EffectState::superseded, false)};
  plan.effects = {write_to("erp", b.reader()->effect(old.effect)->key, op)};
  return b.commit(plan).effects.at(0);
}

Stop writes_to(const std::string& system) {
  Stop stop;
  stop.kind = Stop::Kind::writes;
  stop.system = system;
  stop.reason = "wrong prices";
  stop.by = "Eva";
  return stop;
}
Stop pause_of_entity(const std::string& entity) {
  Stop stop;
  stop.entity = entity;
  return stop;
}
Stop pause_of_link(LinkId link) {
  Stop stop;
  stop.link = link;
  return stop;
}

const NewHold too_many{"erp", "customer", EffectOp::update, "more than 1 update per 10m"};

EffectState state_of(Bench& b, EffectId id) { return b.reader()->effect(id)->state; }
std::size_t due(Bench& b) { return b.reader()->due_effects("erp", b.rt().now(), 100).size(); }

STORE_CASE("from a stop on nothing is sent to the system, until it is lifted; what is under way may end") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    const Planned under_way = plan_write(b, "1"), queued = plan_write(b, "2");
    REQUIRE(b.sending(under_way.effect).ok());
    b.write([](Tx& tx) { tx.stop(writes_to("erp")); });
    CHECK_FALSE(b.sending(queued.effect).ok());
    CHECK(state_of(b, queued.effect) == EffectState::planned);
    CHECK(b.write(
        [&](Tx& tx) { return tx.settle(outcome(under_way.effect, EffectState::applied, true), b.epoch()).ok(); }));
    b.reopen();
    const auto stops = b.reader()->stops();
    REQUIRE(stops.size() == 1);
    CHECK(stops[0].system == "erp");
    CHECK(stops[0].reason == "wrong prices");
    CHECK(stops[0].by == "Eva");
    CHECK(stops[0].since.us > 0);
    b.begin_epoch();
    CHECK_FALSE(b.sending(queued.effect).ok());
    CHECK(b.write([](Tx& tx) { return tx.lift(writes_to("erp")); }));
    CHECK_FALSE(b.write([](Tx& tx) { return tx.lift(writes_to("erp")); }));
    CHECK(b.sending(queued.effect).ok());
  });
}

STORE_CASE("a stop of all writes and one of a system are lifted each by itself") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    const Planned one = plan_write(b, "1");
    b.write([](Tx& tx) {
      tx.stop(writes_to(""));
      tx.stop(writes_to("crm"));
    });
    CHECK_FALSE(b.sending(one.effect).ok());
    CHECK(b.write([](Tx& tx) { return tx.lift(writes_to("")); }));
    CHECK(b.reader()->stops().size() == 1);
    CHECK(b.sending(one.effect).ok());
  });
}

STORE_CASE("what is paused leaves the queue and comes back; what is planned meanwhile waits, too") {
  Where::run([](Bench& b) {
    const Planned before = plan_write(b, "1"), other = plan_write(b, "2");
    b.write([&](Tx& tx) { tx.stop(pause_of_link(before.link)); });
    CHECK(state_of(b, before.effect) == EffectState::waiting);
    CHECK(due(b) == 1);
    const EffectId newer = replace(b, before);
    CHECK(state_of(b, newer) == EffectState::waiting);
    b.write([](Tx& tx) { tx.stop(pause_of_entity("customer")); });
    CHECK(state_of(b, other.effect) == EffectState::waiting);
    const Planned during = plan_write(b, "3");
    CHECK(due(b) == 0);
    CHECK(b.reader()->counts().effects.at("erp waiting") == 3);
    CHECK(b.write([](Tx& tx) { return tx.lift(pause_of_entity("customer")); }));
    CHECK(state_of(b, newer) == EffectState::waiting);  // its own pause goes on
    CHECK(state_of(b, during.effect) == EffectState::planned);
    CHECK(b.write([&](Tx& tx) { return tx.lift(pause_of_link(before.link)); }));
    CHECK(due(b) == 3);
    CHECK_FALSE(b.reader()->counts().effects.contains("erp waiting"));
  });
}

STORE_CASE("a write that is tried again comes back into the pause, not into the queue") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    const Planned one = plan_write(b, "1");
    REQUIRE(b.sending(one.effect).ok());
    b.write([&](Tx& tx) { tx.stop(pause_of_link(one.link)); });
    CHECK(b.write([&](Tx& tx) { return tx.settle(outcome(one.effect, EffectState::planned, true), b.epoch()).ok(); }));
    CHECK(state_of(b, one.effect) == EffectState::waiting);
    CHECK(b.write([&](Tx& tx) { return tx.lift(pause_of_link(one.link)); }));
    CHECK(state_of(b, one.effect) == EffectState::planned);
  });
}

STORE_CASE("a hold gathers writes of one kind; approved, the oldest go first and the last one closes it") {
  Where::run([](Bench& b) {
    const Planned first = plan_write(b, "1"), second = plan_write(b, "2"), third = plan_write(b, "3");
    const HoldId hold = b.write([&](Tx& tx) { return tx.hold(too_many, std::vector{second.effect, third.effect}); });
    REQUIRE(hold);
    CHECK(b.write([&](Tx& tx) { return tx.hold(too_many, std::vector{second.effect}); }) == HoldId{});
    CHECK(due(b) == 1);
    CHECK(b.write([&](Tx& tx) { return tx.hold(too_many, std::vector{first.effect}); }) == hold);
    auto listed = b.reader()->holds(true, 10);
    REQUIRE(listed.size() == 1);
    CHECK(listed[0].held == 3);
    CHECK(listed[0].cause == too_many.cause);
    CHECK(listed[0].entity == "customer");
    CHECK(b.reader()->held(hold, {}, 10).size() == 3);
    CHECK(b.write([&](Tx& tx) { return tx.approve(hold, 1, "Eva").ok(); }));
    CHECK(state_of(b, first.effect) == EffectState::planned);
    CHECK(b.reader()->hold(hold)->held == 2);
    CHECK(b.write([&](Tx& tx) { return tx.approve(hold, 100, "Eva").ok(); }));
    CHECK(b.reader()->hold(hold)->closed_at);
    CHECK(b.reader()->hold(hold)->resolution == "approved by Eva");
    CHECK_FALSE(b.write([&](Tx& tx) { return tx.approve(hold, 100, "Eva").ok(); }));
    CHECK(b.reader()->holds(true, 10).empty());
    CHECK(due(b) == 3);
  });
}

STORE_CASE("what replaces a held write is held, what replaces an approved one is approved; another operation is new") {
  Where::run([](Bench& b) {
    Planned one = plan_write(b, "1");
    const HoldId hold = b.write([&](Tx& tx) { return tx.hold(too_many, std::vector{one.effect}); });
    one.effect = replace(b, one);
    CHECK(b.reader()->effect(one.effect)->held);
    CHECK(state_of(b, one.effect) == EffectState::waiting);
    CHECK(b.reader()->hold(hold)->held == 1);
    REQUIRE(b.write([&](Tx& tx) { return tx.approve(hold, 10, "").ok(); }));
    one.effect = replace(b, one);
    CHECK(b.reader()->effect(one.effect)->hold == hold);
    CHECK(state_of(b, one.effect) == EffectState::planned);
    one.effect = replace(b, one, EffectOp::deactivate);
    CHECK_FALSE(b.reader()->effect(one.effect)->hold);
  });
}

STORE_CASE("a hold whose writes are all superseded is over, with the reason for which they were") {
  Where::run([](Bench& b) {
    const Planned one = plan_write(b, "1"), two = plan_write(b, "2");
    const HoldId hold = b.write([&](Tx& tx) { return tx.hold(too_many, std::vector{one.effect, two.effect}); });
    REQUIRE(b.write([&](Tx& tx) { return tx.reject(hold, "rejected: a broken import").ok(); }));
    for (const Planned& each : {one, two}) {
      CHECK_FALSE(b.reader()->hold(hold)->closed_at);
      Plan plan = plan_on(*b.reader(), each.link);
      plan.outcomes = {outcome(each.effect, EffectState::superseded, false)};
      b.commit(plan);
    }
    CHECK(b.reader()->hold(hold)->closed_at);
    CHECK(b.reader()->hold(hold)->resolution == "rejected: a broken import");
    CHECK_FALSE(b.write([&](Tx& tx) { return tx.reject(hold, "again").ok(); }));
  });
}

STORE_CASE("a held write that is paused, too, goes when both are over") {
  Where::run([](Bench& b) {
    const Planned one = plan_write(b, "1");
    const HoldId hold = b.write([&](Tx& tx) { return tx.hold(too_many, std::vector{one.effect}); });
    b.write([&](Tx& tx) { tx.stop(pause_of_link(one.link)); });
    REQUIRE(b.write([&](Tx& tx) { return tx.approve(hold, 10, "").ok(); }));
    CHECK(state_of(b, one.effect) == EffectState::waiting);
    CHECK(b.write([&](Tx& tx) { return tx.lift(pause_of_link(one.link)); }));
    CHECK(state_of(b, one.effect) == EffectState::planned);
  });
}

STORE_CASE("a held write whose parent comes to be goes on being held") {
  Where::run([](Bench& b) {
    const Committed parent = b.commit(new_link({member_of("crm", crm("1"))}));
    NewEffect child = write_to("erp", {"erp", "sale_order", ""});
    child.state = EffectState::waiting;
    child.waits_for = parent.link;
    Plan deal = new_link({member_of("crm", {"crm", "opportunity", "5"})}, "deal");
    deal.effects = {child};
    const EffectId id = b.commit(deal).effects[0];
    const HoldId hold = b.write([&](Tx& tx) { return tx.hold(too_many, std::vector{id}); });
    Plan gains = plan_on(*b.reader(), parent.link);
    gains.shadow->members.push_back(member_of("erp", erp("7")));
    b.commit(gains);
    CHECK(state_of(b, id) == EffectState::waiting);
    REQUIRE(b.write([&](Tx& tx) { return tx.approve(hold, 10, "").ok(); }));
    CHECK(state_of(b, id) == EffectState::planned);
  });
}

STORE_CASE("the effects that a limit looks at: after one, and where to begin") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    const Planned old = plan_write(b, "1"), open = plan_write(b, "2"), last = plan_write(b, "3");
    for (const Planned& each : {old, last}) {
      REQUIRE(b.sending(each.effect).ok());
      b.write([&](Tx& tx) { return tx.settle(outcome(each.effect, EffectState::applied, true), b.epoch()).ok(); });
    }
    CHECK(b.reader()->effects_after(old.effect, 10).size() == 2);
    CHECK(b.reader()->effects_after(old.effect, 1).at(0).id == open.effect);
    const SentKinds updates{{"erp", EffectOp::update}}, others{{"erp", EffectOp::create}, {"crm", EffectOp::update}};
    CHECK(b.reader()->effects_after({}, 10, updates).size() == 3);
    // What is not sent yet is always among them.
    const auto unsent = b.reader()->effects_after({}, 10, others);
    REQUIRE(unsent.size() == 1);
    CHECK(unsent[0].id == open.effect);
    CHECK(b.reader()->settled_before(far_future) == old.effect);
    CHECK(b.reader()->settled_before(Instant{}) == EffectId{});
  });
}

STORE_CASE("what has waited for a parent too long, the oldest first, of any parent; what is held waits for a person") {
  Where::run([](Bench& b) {
    const LinkId older = b.commit(new_link({member_of("crm", crm("1"))})).link;
    const LinkId newer = b.commit(new_link({member_of("crm", crm("2"))})).link;
    std::vector<EffectId> waiting;
    for (const LinkId parent : {newer, older, newer}) {
      NewEffect child = write_to("erp", {"erp", "sale_order", ""});
      child.state = EffectState::waiting;
      child.waits_for = parent;
      child.business_key = std::to_string(waiting.size());
      Plan deal = new_link({member_of("crm", {"crm", "opportunity", child.business_key})}, "deal");
      deal.effects = {child};
      waiting.push_back(b.commit(deal).effects[0]);
      b.rt().sleep_for(milliseconds(1));
    }
    const EffectId planned = plan_write(b, "3").effect;
    b.write([&](Tx& tx) { return tx.hold(too_many, std::vector{planned}); });
    std::vector<EffectId> overdue;
    for (const Effect& effect : b.reader()->overdue(far_future, 10)) overdue.push_back(effect.id);
    CHECK(overdue == waiting);
    CHECK(b.reader()->overdue(far_future, 2).size() == 2);
    const Instant second = b.reader()->effect(waiting[1])->planned_at;
    CHECK(b.reader()->overdue(second, 10).size() == 1);
  });
}

STORE_CASE("a limit begins where its time does, also when ids are missing") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    std::vector<Effect> journal;
    for (int n = 1; n <= 20; ++n) {
      const Planned each = plan_write(b, std::to_string(n));
      REQUIRE(b.sending(each.effect).ok());
      b.write([&](Tx& tx) { return tx.settle(outcome(each.effect, EffectState::applied, true), b.epoch()).ok(); });
      journal.push_back(*b.reader()->effect(each.effect));
      b.rt().sleep_for(milliseconds(1));
    }
    b.write([&](Tx& tx) { return tx.forget(Instant{}, journal[8].planned_at + milliseconds(1), 5); });
    for (std::size_t n = 6; n < journal.size(); ++n) {
      const Instant since = journal[n].planned_at;
      CHECK(b.reader()->settled_before(since) < journal[n].id);
      CHECK(b.reader()->settled_before(since) >= journal[n - 1].id);
    }
    CHECK(b.reader()->settled_before(journal[0].planned_at) < journal[5].id);
  });
}

STORE_CASE("what is unknown is settled although much that is planned stands before it") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    const Planned lost = plan_write(b, "1");
    plan_write(b, "2");
    REQUIRE(b.sending(lost.effect).ok());
    b.write([&](Tx& tx) { return tx.settle(outcome(lost.effect, EffectState::unknown, true), b.epoch()).ok(); });
    const auto due = b.reader()->due_to_settle("erp", b.rt().now(), 10);
    REQUIRE(due.size() == 1);
    CHECK(due[0].id == lost.effect);
    CHECK(due[0].state == EffectState::unknown);
  });
}

}  // namespace
}  // namespace syncline::conformance
