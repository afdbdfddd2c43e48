// A write that leaves right after its decision: the decision's commit is its licence.
#include <algorithm>

#include "tests/conformance/store/bench.h"

namespace syncline::conformance {
namespace {

/// A new link whose write to the ERP is to be sent right away.
Plan sent_now(Bench& b, const std::string& native) {
  Plan plan = new_link({member_of("crm", crm(native))});
  plan.effects = {write_to("erp", erp(""), EffectOp::create)};
  plan.effects[0].business_key = "{link} erp 1";
  plan.effects[0].changes["name"] = {Value(), FieldValue::of("Müller"), 1, "first"};
  plan.send_now = {"erp"};
  plan.epoch = b.epoch();
  return plan;
}

Stop stop_of(const std::string& system, LinkId paused = {}) {
  Stop stop;
  stop.kind = paused ? Stop::Kind::pause : Stop::Kind::writes;
  stop.system = system;
  stop.link = paused;
  return stop;
}

STORE_CASE("a write that is sent right away is committed as sending, and given out as its row says") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    const Committed made = b.commit(sent_now(b, "1"));
    REQUIRE(made.licensed.size() == 1);
    const Effect &given = made.licensed[0], stored = *b.reader()->effect(made.effects.at(0));
    CHECK(stored.state == EffectState::sending);
    CHECK(stored.epoch == b.epoch());
    CHECK(given.id == stored.id);
    CHECK(given.link == made.link);
    CHECK(given.business_key == std::to_string(made.link.n) + " erp 1");
    CHECK(given.business_key == stored.business_key);
    CHECK(given.changes == stored.changes);
    CHECK(given.planned_at == stored.planned_at);
    CHECK(given.sent_at == stored.sent_at);
    CHECK(given.epoch == stored.epoch);
    CHECK(b.reader()->due_effects("erp", b.rt().now(), 10).empty());
    CHECK_FALSE(b.sending(given.id).ok());  // nobody else gets it
    CHECK(b.write([&](Tx& tx) { return tx.settle(outcome(given.id, EffectState::applied, true), b.epoch()).ok(); }));
  });
}

STORE_CASE("a process that dies with it leaves it unknown") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    const EffectId sent = b.commit(sent_now(b, "1")).licensed.at(0).id;
    b.reopen();
    b.begin_epoch();
    CHECK(b.reader()->effect(sent)->state == EffectState::unknown);
  });
}

STORE_CASE("what a stop, a pause or a newer process stands in the way of is planned, and gets no licence") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    const auto state_of = [&](const Plan& plan) {
      const Committed made = b.commit(plan);
      CHECK(made.licensed.empty());
      return b.reader()->effect(made.effects.at(0))->state;
    };
    b.write([](Tx& tx) { tx.stop(stop_of("erp")); });
    CHECK(state_of(sent_now(b, "1")) == EffectState::planned);
    b.write([](Tx& tx) { return tx.lift(stop_of("erp")); });

    const Plan old = sent_now(b, "2");
    b.begin_epoch();
    CHECK(state_of(old) == EffectState::planned);

    const Committed link = b.commit(new_link({member_of("crm", crm("3"))}));
    b.write([&](Tx& tx) { tx.stop(stop_of("", link.link)); });
    Plan paused = plan_on(*b.reader(), link.link);
    paused.effects = sent_now(b, "3").effects;
    paused.send_now = {"erp"};
    paused.epoch = b.epoch();
    CHECK(state_of(paused) == EffectState::waiting);
  });
}

STORE_CASE("a prepared plan is stored as any other") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    Plan plan = sent_now(b, "1");
    plan.shadow->agreed["name"].value = FieldValue::of(std::string(1000, 'x'));
    b.store().prepare(plan);
    const Committed made = b.commit(plan);
    const auto reader = b.reader();
    CHECK(reader->link(made.link)->shadow.agreed.at("name").value == FieldValue::of(std::string(1000, 'x')));
    CHECK(reader->effect(made.effects.at(0))->changes == plan.effects[0].changes);
  });
}

}  // namespace
}  // namespace syncline::conformance
