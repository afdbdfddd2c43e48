// The ledger: licence, outcome, fencing, one open write per member, nothing created twice.
#include "tests/conformance/store/bench.h"

namespace syncline::conformance {
namespace {

Committed linked_with(Bench& b, const NewEffect& effect) {
  Plan plan = new_link({member_of("crm", crm("1"))});
  plan.effects.push_back(effect);
  return b.commit(plan);
}

Plan adding(Bench& b, LinkId link, const NewEffect& effect) {
  Plan plan = plan_on(*b.reader(), link);
  plan.effects.push_back(effect);
  return plan;
}

STORE_CASE("an effect is kept with all that it says") {
  Where::run([](Bench& b) {
    NewEvent urgent = hint_of(crm("1"));
    urgent.priority = Priority::interactive;
    NewEffect effect = write_to("erp", erp("7"), EffectOp::transition);
    effect.cause = b.accept(urgent);
    effect.precondition = "W/3";
    effect.hops = 2;
    effect.due_at = b.rt().now() + seconds(9);
    effect.changes["amount"] = {Decimal::of(100, 2), FieldValue::empty(), 5, "master crm"};
    const Committed made = linked_with(b, effect);
    b.reopen();
    const auto kept = b.reader()->effect(made.effects[0]);
    REQUIRE(kept);
    CHECK(kept->link == made.link);
    CHECK(kept->slot == "erp");
    CHECK(kept->op == EffectOp::transition);
    CHECK(kept->key == erp("7"));
    CHECK(kept->business_key == "transition:" + std::to_string(made.link.n) + ":erp");
    CHECK(kept->precondition == "W/3");
    CHECK(kept->changes == effect.changes);
    CHECK(kept->cause == effect.cause);
    CHECK(kept->hops == 2);
    CHECK(kept->trace == "trace");
    CHECK(kept->due_at == effect.due_at);
    CHECK(kept->state == EffectState::planned);
    CHECK(kept->planned_at.us != 0);
    const auto due = b.reader()->due_effects("erp", effect.due_at, 10);
    REQUIRE(due.size() == 1);
    CHECK(due[0].id == made.effects[0]);
    CHECK(due[0].link == made.link);
    CHECK(due[0].slot == "erp");
    CHECK(due[0].priority == Priority::interactive);  // as urgent as its cause
    CHECK(b.reader()->due_effects("erp", effect.due_at - seconds(1), 10).empty());
    CHECK(b.reader()->due_effects("crm", effect.due_at, 10).empty());
    CHECK(b.reader()->next_due(b.rt().now()) == effect.due_at);
  });
}

STORE_CASE("only a planned effect is licensed, once") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    const EffectId id = linked_with(b, write_to("erp", erp("7"))).effects[0];
    const auto licence = b.sending(id);
    REQUIRE(licence);
    CHECK(licence->state == EffectState::sending);
    CHECK(licence->epoch == b.epoch());
    CHECK(licence->sent_at.us != 0);
    CHECK(licence->changes == write_to("", {}).changes);
    CHECK_FALSE(b.sending(id));
    CHECK_FALSE(b.sending({999}));
    CHECK(b.reader()->due_effects("erp", far_future, 10).empty());
    CHECK(b.reader()->effect(id)->state == EffectState::sending);
    NewEffect waiting = write_to("erp2", {"erp2", "partner", ""});
    waiting.state = EffectState::waiting;
    CHECK_FALSE(b.sending(b.commit(adding(b, b.reader()->link_of(crm("1")), waiting)).effects[0]));
  });
}

STORE_CASE("a try later goes back to planned with its attempt; being throttled costs none") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    const EffectId id = linked_with(b, write_to("erp", erp("7"))).effects[0];
    EffectOutcome later = outcome(id, EffectState::planned, true);
    later.error = Error{ErrorClass::transient, "http.502", "bad gateway", "erp", "", std::nullopt};
    later.due_at = b.rt().now() + seconds(4);
    later.reason = "bad gateway";
    REQUIRE(b.sending(id));
    REQUIRE(b.write([&](Tx& tx) { return tx.settle(later, b.epoch()); }));
    CHECK(b.reader()->effect(id)->attempt == 1);
    CHECK(b.reader()->effect(id)->error == later.error);
    CHECK(b.reader()->effect(id)->due_at == later.due_at);
    CHECK(b.reader()->effect(id)->reason == "bad gateway");
    CHECK_FALSE(b.write([&](Tx& tx) { return tx.settle(later, b.epoch()); }));  // not licensed any more
    later.error->cls = ErrorClass::throttled;
    REQUIRE(b.sending(id));
    REQUIRE(b.write([&](Tx& tx) { return tx.settle(later, b.epoch()); }));
    CHECK(b.reader()->effect(id)->attempt == 1);
    CHECK(b.reader()->effect(id)->state == EffectState::planned);
  });
}

STORE_CASE("an unknown outcome is licensed again to be settled, and remembers when it was given up on") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    const EffectId id = linked_with(b, write_to("erp", erp("7"))).effects[0];
    REQUIRE(b.sending(id));
    b.rt().sleep_for(milliseconds(1));  // its call waits for its turn, and for an answer
    const Instant given_up = b.rt().now();
    EffectOutcome unknown = outcome(id, EffectState::unknown, true);
    unknown.due_at = b.rt().now() + seconds(1);
    REQUIRE(b.write([&](Tx& tx) { return tx.settle(unknown, b.epoch()); }));
    CHECK(b.reader()->due_effects("erp", unknown.due_at, 10).at(0).state == EffectState::unknown);
    const auto licence = b.sending(id);
    REQUIRE(licence);
    CHECK(licence->state == EffectState::unknown);
    CHECK(licence->sent_at >= given_up);
    b.rt().sleep_for(milliseconds(1));
    REQUIRE(b.write([&](Tx& tx) { return tx.settle(unknown, b.epoch()); }));
    CHECK(b.reader()->effect(id)->sent_at == licence->sent_at);
    EffectOutcome applied = outcome(id, EffectState::applied, true);
    REQUIRE(b.write([&](Tx& tx) { return tx.settle(applied, b.epoch()); }));
    CHECK(b.reader()->effect(id)->done_at.us != 0);
    CHECK(b.reader()->open_effects(b.reader()->link_of(crm("1"))).empty());
  });
}

STORE_CASE("an unknown outcome that is settled by one more call is being sent again, as of then; nothing else is") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    const EffectId id = linked_with(b, write_to("erp", erp(""), EffectOp::create)).effects[0];
    const auto again = [&](std::int64_t epoch) {
      return b.write([&](Tx& tx) { return tx.sending_again(id, epoch).ok(); });
    };
    CHECK_FALSE(again(b.epoch()));
    REQUIRE(b.sending(id));
    CHECK_FALSE(again(b.epoch()));
    REQUIRE(b.write([&](Tx& tx) { return tx.settle(outcome(id, EffectState::unknown, true), b.epoch()).ok(); }));
    b.rt().sleep_for(milliseconds(2));
    REQUIRE(b.sending(id));
    CHECK_FALSE(again(b.epoch() - 1));
    const Instant first = b.reader()->effect(id)->sent_at;
    REQUIRE(again(b.epoch()));
    CHECK(b.reader()->effect(id)->state == EffectState::sending);
    CHECK(b.reader()->effect(id)->sent_at - first >= milliseconds(2));
    CHECK(b.reader()->counts().effects.at("erp sending") == 1);
    REQUIRE(b.write([&](Tx& tx) { return tx.settle(outcome(id, EffectState::unknown, true), b.epoch()).ok(); }));
  });
}

STORE_CASE("a create that may have happened is under way since it was planned, however often it was sent") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    const EffectId id = linked_with(b, write_to("erp", erp(""), EffectOp::create)).effects[0];
    const Effect planned = *b.reader()->effect(id);
    const auto is_under_way = [&](Instant by) {
      return b.reader()->being_created(planned.key.system, planned.key.object, by);
    };
    CHECK_FALSE(is_under_way(planned.planned_at));  // nothing was sent
    REQUIRE(b.sending(id));
    CHECK(is_under_way(planned.planned_at));
    CHECK_FALSE(is_under_way(planned.planned_at - microseconds(1)));
    REQUIRE(b.write([&](Tx& tx) { return tx.settle(outcome(id, EffectState::unknown, true), b.epoch()).ok(); }));
    REQUIRE(b.sending(id));
    CHECK(is_under_way(planned.planned_at));
    REQUIRE(b.write([&](Tx& tx) { return tx.settle(outcome(id, EffectState::applied, true), b.epoch()).ok(); }));
    CHECK_FALSE(is_under_way(planned.planned_at));
  });
}

STORE_CASE("a new process fences the old one, and must settle what that one was sending") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    const std::int64_t old = b.epoch();
    Plan plan = new_link({member_of("crm", crm("1"))});
    plan.effects = {write_to("erp", erp("7")), write_to("shop", {"shop", "user", "7"})};
    const Committed made = b.commit(plan);
    const EffectId id = made.effects[0];
    const auto licence = b.sending(id);
    REQUIRE(licence);
    b.rt().sleep_for(milliseconds(1));
    b.reopen();
    b.begin_epoch();
    CHECK(b.epoch() == old + 1);
    CHECK(b.reader()->effect(id)->state == EffectState::unknown);
    CHECK(b.reader()->effect(id)->sent_at > licence->sent_at);  // its call may have left as late as that
    CHECK(b.reader()->effect(made.effects[1])->state == EffectState::planned);
    CHECK(b.reader()->due_effects("erp", b.rt().now(), 10).size() == 1);
    CHECK(b.reader()->counts().effects.at("erp unknown") == 1);
    CHECK_FALSE(b.write([&](Tx& tx) { return tx.settle(outcome(id, EffectState::applied, true), old); }));
    CHECK_FALSE(b.write([&](Tx& tx) { return tx.sending(made.effects[1], old); }));
    Plan late;
    late.outcomes = {outcome(id, EffectState::applied, true)};
    b.stale(late);  // nobody of this process holds the licence
    REQUIRE(b.sending(id));
    b.commit(late);
    CHECK(b.reader()->effect(id)->state == EffectState::applied);
  });
}

STORE_CASE("a process that ends while it sends is counted as a death, not as an attempt; a look counts as nothing") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    const EffectId id = linked_with(b, write_to("erp", erp("7"))).effects[0];
    for (std::uint32_t death = 1; death <= 3; ++death) {
      REQUIRE(b.sending(id));
      b.begin_epoch();
      CHECK(b.reader()->effect(id)->deaths == death);
      REQUIRE(b.sending(id));
      EffectOutcome looked = outcome(id, EffectState::planned, true);
      looked.attempt = false;
      REQUIRE(b.write([&](Tx& tx) { return tx.settle(looked, b.epoch()); }));
      CHECK(b.reader()->effect(id)->attempt == 0);
    }
  });
}

STORE_CASE("a decision replaces what has not begun; what is on its way is stale") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    const Committed made = linked_with(b, write_to("erp", erp("7")));
    CHECK(b.stale(adding(b, made.link, write_to("erp", erp("7")))).find("one open write") != std::string::npos);
    b.commit(adding(b, made.link, write_to("shop", {"shop", "user", "7"})));

    Plan replace = adding(b, made.link, write_to("erp", erp("7")));
    replace.outcomes = {outcome(made.effects[0], EffectState::superseded, false)};
    replace.outcomes[0].reason = "newer";
    const EffectId second = b.commit(replace).effects[0];
    CHECK(b.reader()->effect(made.effects[0])->state == EffectState::superseded);
    CHECK(b.reader()->effect(made.effects[0])->reason == "newer");

    replace = adding(b, made.link, write_to("erp", erp("7")));
    replace.outcomes = {outcome(second, EffectState::superseded, false)};
    REQUIRE(b.sending(second));  // between the decision and its commit
    CHECK(b.stale(replace).find("sending") != std::string::npos);
    CHECK(b.reader()->effect(second)->state == EffectState::sending);
    replace.outcomes[0].licensed = true;  // by its own worker: it found the record edited
    b.commit(replace);
    CHECK(b.reader()->effect(second)->state == EffectState::superseded);
    b.stale(replace);
    CHECK(b.reader()->effects(made.link, {}, 10).size() == 4);
  });
}

STORE_CASE("one plan cannot end an effect twice, nor write one member twice") {
  Where::run([](Bench& b) {
    const Committed made = linked_with(b, write_to("erp", erp("7")));
    Plan plan;
    plan.outcomes = {outcome(made.effects[0], EffectState::superseded, false),
                     outcome(made.effects[0], EffectState::superseded, false)};
    b.stale(plan);
    plan = new_link({member_of("crm", crm("2"))});
    plan.effects = {write_to("erp", erp("8")), write_to("erp", erp("8"))};
    b.stale(plan);
    CHECK_FALSE(b.reader()->link_of(crm("2")));
  });
}

STORE_CASE("nothing is created twice under one business key") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    const Committed made = linked_with(b, write_to("erp", erp(""), EffectOp::create));
    const std::string key = "create:" + std::to_string(made.link.n) + ":erp";
    CHECK(b.reader()->effect(made.effects[0])->business_key == key);
    NewEffect again = write_to("erp.other", erp(""), EffectOp::create);
    again.business_key = key;
    CHECK(b.stale(adding(b, made.link, again)).find("business key") != std::string::npos);

    REQUIRE(b.sending(made.effects[0]));
    EffectOutcome applied = outcome(made.effects[0], EffectState::applied, true);
    applied.native = "99";
    REQUIRE(b.write([&](Tx& tx) { return tx.settle(applied, b.epoch()); }));
    CHECK(b.reader()->effect(made.effects[0])->key == erp("99"));
    b.stale(adding(b, made.link, again));  // also after it was applied

    NewEffect elsewhere = again;
    elsewhere.slot = "shop", elsewhere.key = {"shop", "user", ""};
    const EffectId other = b.commit(adding(b, made.link, elsewhere)).effects[0];
    NewEffect third = elsewhere;
    third.slot = "shop.2";
    Plan plan = adding(b, made.link, third);
    b.stale(plan);
    plan.outcomes = {outcome(other, EffectState::superseded, false)};
    b.commit(plan);  // the first was never sent
  });
}

STORE_CASE("effects that wait for a parent are released when it gains a member") {
  Where::run([](Bench& b) {
    const Committed parent = b.commit(new_link({member_of("crm", crm("1"))}));
    NewEffect child = write_to("erp", {"erp", "sale_order", ""}, EffectOp::create);
    child.state = EffectState::waiting;
    child.waits_for = parent.link;
    child.reason = "waits for customer";
    Plan plan = new_link({member_of("crm", {"crm", "opportunity", "5"})}, "deal");
    plan.effects = {child};
    const EffectId id = b.commit(plan).effects[0];
    CHECK(b.reader()->effect(id)->state == EffectState::waiting);
    CHECK(b.reader()->effect(id)->reason == "waits for customer");
    b.commit(plan_on(*b.reader(), parent.link));  // moved on, but no member more
    CHECK(b.reader()->effect(id)->state == EffectState::waiting);
    Plan gains = plan_on(*b.reader(), parent.link);
    gains.shadow->members.push_back(member_of("erp", erp("7")));
    b.commit(gains);
    CHECK(b.reader()->effect(id)->state == EffectState::planned);
    CHECK(b.reader()->due_effects("erp", b.rt().now(), 10).size() == 1);
    CHECK(b.reader()->counts().effects.at("erp planned") == 1);
    CHECK_FALSE(b.reader()->counts().effects.contains("erp waiting"));
  });
}

STORE_CASE("a parent that came to be between decision and commit is not waited for") {
  Where::run([](Bench& b) {
    const Committed parent = b.commit(new_link({member_of("crm", crm("1")), member_of("erp", erp("7"))}));
    NewEffect child = write_to("erp", {"erp", "sale_order", ""});
    child.state = EffectState::waiting;
    child.waits_for = parent.link;
    Plan plan = new_link({member_of("crm", {"crm", "opportunity", "5"})}, "deal");
    plan.effects = {child};
    CHECK(b.reader()->effect(b.commit(plan).effects[0])->state == EffectState::planned);
    child.key.system = child.slot = "shop";  // there it is still missing
    plan = new_link({member_of("crm", {"crm", "opportunity", "6"})}, "deal");
    plan.effects = {child};
    CHECK(b.reader()->effect(b.commit(plan).effects[0])->state == EffectState::waiting);
  });
}

STORE_CASE("waiting for a link that is absorbed is waiting for the survivor") {
  Where::run([](Bench& b) {
    const Committed parent = b.commit(new_link({member_of("crm", crm("1"))}));
    const Committed survivor = b.commit(new_link({member_of("crm", crm("2"))}));
    NewEffect child = write_to("erp", {"erp", "sale_order", ""});
    child.state = EffectState::waiting;
    child.waits_for = parent.link;
    Plan deal = new_link({member_of("crm", {"crm", "opportunity", "5"})}, "deal");
    deal.effects = {child};
    const EffectId before = b.commit(deal).effects[0];
    Plan join = plan_on(*b.reader(), survivor.link);
    join.absorb = parent.link;
    join.absorb_expected = parent.version;
    join.shadow->members.push_back(member_of("crm", crm("1")));
    b.commit(join);
    CHECK(b.reader()->effect(before)->waits_for == survivor.link);
    Plan late = new_link({member_of("crm", {"crm", "opportunity", "6"})}, "deal");
    late.effects = {child};
    const EffectId after = b.commit(late).effects[0];
    CHECK(b.reader()->effect(after)->waits_for == survivor.link);
    Plan gains = plan_on(*b.reader(), survivor.link);
    gains.shadow->members.push_back(member_of("erp", erp("7")));
    b.commit(gains);
    CHECK(b.reader()->effect(after)->state == EffectState::planned);
  });
}

}  // namespace
}  // namespace syncline::conformance
