// Committing a decision: everything it changes, or nothing and the reason why it is stale.
#include <algorithm>

#include "store/sqlite/rows.h"
#include "store/sqlite/transaction.h"

namespace syncline::sqlite {
namespace {

Failure<Stale> stale(std::string what) { return fail(Stale{std::move(what)}); }

}  // namespace

Result<LinkId, Stale> Transaction::place_link(const Plan& plan, LinkVersion& version) {
  if (!plan.link) {
    db_.query("INSERT INTO link (entity, version) VALUES (?, 1)").bind(plan.entity).run();
    version = {1};
    return LinkId{db_.last_id()};
  }
  Query row = db_.query("SELECT version, merged_into FROM link WHERE id = ?");
  if (!row.bind(plan.link.n).next()) return stale("link " + std::to_string(plan.link.n) + " does not exist");
  if (row.integer(1) != 0) return stale("link " + std::to_string(plan.link.n) + " was merged into another");
  if (row.integer(0) != plan.expected.n) return stale("link " + std::to_string(plan.link.n) + " has moved on");
  version = {plan.expected.n + 1};
  db_.query("UPDATE link SET version = ? WHERE id = ?").bind(version.n).bind(plan.link.n).run();
  return plan.link;
}

Result<void, Stale> Transaction::close_effects(const Plan& plan) {
  for (const EffectOutcome& outcome : plan.outcomes) {
    Query row = db_.query("SELECT state FROM effect WHERE id = ?");
    if (!row.bind(outcome.id.n).next()) return stale("effect " + std::to_string(outcome.id.n) + " does not exist");
    const auto state = static_cast<EffectState>(row.integer(0));
    const bool sent = state == EffectState::sending || state == EffectState::unknown;
    if (!is_open(state) || sent != outcome.licensed) return stale("effect " + std::to_string(outcome.id.n) + " is " + std::string(name_of(state)) + " now");
  }
  for (const EffectOutcome& outcome : plan.outcomes) close_effect(outcome);
  return {};
}

Result<void, Stale> Transaction::absorb(const Plan& plan, LinkId into) {
  if (!plan.absorb) return {};
  Query row = db_.query("SELECT version FROM link WHERE id = ? AND merged_into = 0");
  if (!row.bind(plan.absorb.n).next() || row.integer(0) != plan.absorb_expected.n) {
    return stale("link " + std::to_string(plan.absorb.n) + " has moved on");
  }
  Query open = db_.query("SELECT id FROM effect WHERE link = ? AND state IN (2, 3)");
  if (open.bind(plan.absorb.n).next()) return stale("link " + std::to_string(plan.absorb.n) + " is being written");
  db_.query("UPDATE effect SET state = 6, done_at = ?, reason = 'its link was merged into another' WHERE link = ? AND state < 2")
      .bind(now_).bind(plan.absorb.n).run();
  db_.query("UPDATE link SET merged_into = ?, version = version + 1 WHERE id = ?").bind(into.n).bind(plan.absorb.n).run();
  db_.query("UPDATE link SET merged_into = ? WHERE merged_into = ?").bind(into.n).bind(plan.absorb.n).run();
  db_.query("UPDATE record SET link = ? WHERE link = ?").bind(into.n).bind(plan.absorb.n).run();
  db_.query("UPDATE effect SET waits_for = ? WHERE waits_for = ?").bind(into.n).bind(plan.absorb.n).run();
  db_.query("UPDATE conflict SET link = ? WHERE link = ? AND closed_at = 0").bind(into.n).bind(plan.absorb.n).run();
  db_.query("DELETE FROM match_key WHERE link = ?").bind(plan.absorb.n).run();
  return {};
}

Result<void, Stale> Transaction::place_records(const Plan& plan, LinkId link) {
  bool gained = false;
  for (const Member& member : plan.shadow->members) {
    if (member.key.native.empty()) continue;
    Query row = db_.query("SELECT link, slot FROM record WHERE system = ? AND object = ? AND native = ?");
    row.bind(member.key.system).bind(member.key.object).bind(member.key.native);
    const bool known = row.next();
    if (known && row.integer(0) == link.n && row.text(1) == member.slot) continue;
    if (known && row.integer(0) != 0 && row.integer(0) != link.n) {
      return stale(text_of(member.key) + " belongs to link " + std::to_string(row.integer(0)));
    }
    db_.query("INSERT INTO record (system, object, native, link, slot) VALUES (?, ?, ?, ?, ?) "
              "ON CONFLICT (system, object, native) DO UPDATE SET link = excluded.link, slot = excluded.slot")
        .bind(member.key.system).bind(member.key.object).bind(member.key.native).bind(link.n).bind(member.slot).run();
    gained = true;
  }
  if (plan.link) {
    std::vector<std::int64_t> left;
    Query rows = db_.query("SELECT id, system, object, native FROM record WHERE link = ?");
    rows.bind(link.n);
    while (rows.next()) {
      if (!plan.shadow->member(RecordKey{rows.text(1), rows.text(2), rows.text(3)})) left.push_back(rows.integer(0));
    }
    for (const std::int64_t id : left) db_.query("UPDATE record SET link = 0, slot = '' WHERE id = ?").bind(id).run();
  }
  if (gained) {
    db_.query("UPDATE effect SET state = 0, due_at = ?, reason = '' WHERE waits_for = ? AND state = 1").bind(now_).bind(link.n).run();
  }
  return {};
}

Result<void, Stale> Transaction::place_keys(const Plan& plan, LinkId link) {
  for (const MatchKey& key : *plan.keys) {
    if (!key.unique) continue;
    Query row = db_.query("SELECT link FROM match_key WHERE entity = ? AND kind = ? AND value = ? AND link <> ?");
    if (row.bind(key.entity).bind(key.kind).bind(key.value).bind(link.n).next()) {
      return stale(key.entity + " " + key.kind + " \"" + key.value + "\" belongs to link " + std::to_string(row.integer(0)));
    }
  }
  db_.query("DELETE FROM match_key WHERE link = ?").bind(link.n).run();
  for (const MatchKey& key : *plan.keys) {
    db_.query("INSERT OR IGNORE INTO match_key VALUES (?, ?, ?, ?, ?)").bind(key.entity).bind(key.kind).bind(key.value).bind(link.n).bind(key.unique ? 1 : 0).run();
  }
  return {};
}

Result<EffectId, Stale> Transaction::plan_effect(const NewEffect& effect, LinkId link) {
  Query open = db_.query("SELECT id FROM effect WHERE link = ? AND slot = ? AND state < 4");
  if (open.bind(link.n).bind(effect.slot).next()) {
    return stale("effect " + std::to_string(open.integer(0)) + " is open for " + effect.slot);
  }
  std::string business_key = effect.business_key;
  if (effect.op == EffectOp::create) {
    // The key of a new link's create is made before the link has its number.
    constexpr std::string_view unborn = "{link}";
    if (const auto at = business_key.find(unborn); at != std::string::npos) business_key.replace(at, unborn.size(), std::to_string(link.n));
    Query made = db_.query("SELECT id FROM effect WHERE system = ? AND bkey = ? AND op = 0 AND state NOT IN (5, 6)");
    if (made.bind(effect.key.system).bind(business_key).next()) return stale("effect " + std::to_string(made.integer(0)) + " creates this already");
  }
  db_.query("INSERT INTO effect (event, link, slot, system, object, native, op, bkey, state, planned_at, due_at, precondition, waits_for, "
            "hops, trace, reason, change) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(effect.cause.n).bind(link.n).bind(effect.slot).bind(effect.key.system).bind(effect.key.object).bind(effect.key.native)
      .bind(effect.op).bind(business_key).bind(effect.state).bind(now_).bind(effect.due_at).bind(effect.precondition)
      .bind(effect.waits_for.n).bind(static_cast<std::int64_t>(effect.hops)).bind(effect.trace).bind(effect.reason)
      .bind_blob(encode(effect.changes)).run();
  return EffectId{db_.last_id()};
}

Result<Committed, Stale> Transaction::commit(const Plan& plan) {
  // Stale is found before anything is written, or inside a savepoint that takes it back.
  db_.execute("SAVEPOINT decision");
  const auto give_up = [&](Stale why) {
    db_.execute("ROLLBACK TO decision");
    db_.execute("RELEASE decision");
    return fail(std::move(why));
  };
  Committed committed;
  committed.link = plan.link;
  if (auto closed = close_effects(plan); !closed) return give_up(closed.error());
  if (plan.shadow) {
    auto link = place_link(plan, committed.version);
    if (!link) return give_up(link.error());
    committed.link = *link;
    if (auto done = absorb(plan, *link); !done) return give_up(done.error());
    if (auto done = place_records(plan, *link); !done) return give_up(done.error());
    if (plan.keys) {
      if (auto done = place_keys(plan, *link); !done) return give_up(done.error());
    }
    db_.query("INSERT INTO shadow VALUES (?, ?) ON CONFLICT (link) DO UPDATE SET fields = excluded.fields")
        .bind(link->n).bind_blob(syncline::encode(*plan.shadow)).run();
  }
  for (const NewEffect& effect : plan.effects) {
    auto id = plan_effect(effect, effect.link ? effect.link : committed.link);
    if (!id) return give_up(id.error());
    committed.effects.push_back(*id);
  }
  for (const EventEnd& one : plan.ends) end(one);
  committed.events = accept(plan.events, nullptr).events;
  for (NewConflict one : plan.conflicts) {
    if (!one.link) one.link = committed.link;
    conflict(one);
  }
  for (const auto& [kind, field] : plan.settled) {
    db_.query("UPDATE conflict SET closed_at = ?, resolution = 'settled by an edit' WHERE closed_at = 0 AND link = ? AND kind = ? AND field = ?")
        .bind(now_).bind(committed.link.n).bind(kind).bind(field).run();
  }
  for (const NewDeadLetter& letter : plan.dead_letters) dead_letter(letter);
  for (const auto& [key, hash] : plan.seen) remember_seen(key, hash);
  db_.execute("RELEASE decision");
  return committed;
}

}  // namespace syncline::sqlite
