#include <algorithm>

#include "base/mutant.h"
#include "store/encode.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/tx.h"

namespace syncline::sqlite {
namespace {

Stale stale(std::string what) { return {std::move(what)}; }

std::string described(EffectId id, EffectState state) {
  return "effect " + std::to_string(id.n) + " is " + std::string(name_of(state));
}

/// What the process may have died of does not stand in the way of everything else again at once.
Duration pause_after(std::int64_t deaths) {
  return deaths <= 1 ? Duration{}
                     : seconds(std::min<std::int64_t>(900, std::int64_t{1} << std::min<std::int64_t>(deaths, 10)));
}

/// A call waits for its turn before it leaves: how late that was is not known of one that nobody waits for any more.
bool is_given_up(EffectState before) { return before == EffectState::sending; }

}  // namespace

std::int64_t SqliteTx::epoch() {
  Rows row = db_.query("SELECT value FROM meta WHERE key = 'epoch'");
  return row.next() ? row.integer(0) : 0;
}

std::int64_t SqliteTx::begin_epoch() {
  return guarded<std::int64_t>([&] {
    const std::int64_t next = epoch() + 1;
    db_.run("UPDATE meta SET value = ? WHERE key = 'epoch'", next);
    if (mutant("sending-forgotten")) db_.run("UPDATE effect SET state = 0, due_at = ? WHERE state = 2", now_);
    if (mutant("lost-effect-on-restart")) db_.run("UPDATE effect SET state = 6 WHERE state = 0");
    if (mutant("dead-letters-dropped")) db_.run("UPDATE dead_letter SET closed_at = ?", now_);
    for (const auto& [id, system, state, deaths] : under_way()) {
      db_.run(
          "UPDATE effect SET state = ?2, due_at = ?3, deaths = ?4, sent_at = CASE WHEN ?5 THEN ?6 ELSE sent_at END, "
          "reason = 'the process ended while it was sent' WHERE id = ?1",
          id, EffectState::unknown, now_ + pause_after(deaths + 1), deaths + 1, is_given_up(state), now_);
      count_effect(system, state, EffectState::unknown);
    }
    return next;
  });
}

/// What an earlier process was sending, or was looking after: it may have happened.
std::vector<SqliteTx::UnderWay> SqliteTx::under_way() {
  std::vector<UnderWay> all;
  for (Rows rows = db_.query("SELECT id, system, state, deaths FROM effect WHERE state = 2 UNION ALL "
                             "SELECT id, system, state, deaths FROM effect WHERE state = 3 AND due_at = 0");
       rows.next();)
    all.push_back({rows.id<EffectTag>(0), rows.text(1), rows.as<EffectState>(2), rows.integer(3)});
  return all;
}

std::optional<SqliteTx::EffectRow> SqliteTx::effect_row(EffectId id) {
  Rows row = db_.query("SELECT state, epoch, link, slot, system, op, hold, held FROM effect WHERE id = ?", id);
  if (!row.next()) return std::nullopt;
  return EffectRow{id,          row.as<EffectState>(0), row.integer(1),     LinkId{row.integer(2)}, row.text(3),
                   row.text(4), row.as<EffectOp>(5),    row.id<HoldTag>(6), row.integer(7) != 0};
}

Result<Effect, Stale> SqliteTx::sending(EffectId id, std::int64_t epoch_of_caller) {
  return guarded<Result<Effect, Stale>>([&]() -> Result<Effect, Stale> {
    if (epoch_of_caller != epoch()) return fail(stale("a newer process has begun"));
    Effect effect;
    {
      Rows row = db_.query("SELECT " SYNCLINE_EFFECT_COLUMNS " FROM effect WHERE id = ?", id);
      if (!row.next()) return fail(stale("there is no effect " + std::to_string(id.n)));
      effect = effect_from(row, packer_);
    }
    if (effect.state == EffectState::planned) {
      if (is_stopped(effect.key.system)) return fail(stale("writes to " + effect.key.system + " are stopped"));
      effect.state = EffectState::sending;
      effect.sent_at = now_;
      count_effect(effect.key.system, EffectState::planned, EffectState::sending);
    } else if (effect.state != EffectState::unknown) {
      return fail(stale(described(id, effect.state)));
    }
    effect.epoch = epoch_of_caller;
    // No time of its own: somebody is at it. Whatever its outcome is, it sets one.
    db_.run("UPDATE effect SET state = ?2, epoch = ?3, sent_at = ?4, due_at = 0 WHERE id = ?1", id, effect.state,
            effect.epoch, effect.sent_at);
    return effect;
  });
}

Result<void, Stale> SqliteTx::sending_again(EffectId id, std::int64_t epoch_of_caller) {
  return guarded<Result<void, Stale>>([&]() -> Result<void, Stale> {
    const auto row = effect_row(id);
    if (!row) return fail(stale("there is no effect " + std::to_string(id.n)));
    if (row->state != EffectState::unknown) return fail(stale(described(id, row->state)));
    if (row->epoch != epoch_of_caller || epoch() != epoch_of_caller) return fail(stale("a newer process has begun"));
    db_.run("UPDATE effect SET state = ?2, sent_at = ?3 WHERE id = ?1", id, EffectState::sending, now_);
    count_effect(row->system, EffectState::unknown, EffectState::sending);
    return {};
  });
}

Result<void, Stale> SqliteTx::settle(const EffectOutcome& outcome, std::int64_t epoch_of_caller) {
  return guarded<Result<void, Stale>>([&]() -> Result<void, Stale> {
    const auto row = effect_row(outcome.id);
    if (!row) return fail(stale("there is no effect " + std::to_string(outcome.id.n)));
    if (!is_under_way(row->state)) return fail(stale(described(outcome.id, row->state)));
    if (row->epoch != epoch_of_caller || epoch() != epoch_of_caller) return fail(stale("a newer process has begun"));
    write_outcome(*row, outcome);
    return {};
  });
}

/// Preconditions checked by the callers. A call counts unless the vendor only asked to come later.
void SqliteTx::write_outcome(const EffectRow& row, const EffectOutcome& outcome) {
  const bool ends = !is_open(outcome.state);
  const bool tried = is_under_way(row.state) && !ends && outcome.attempt;
  const bool counts = tried && !(outcome.error && outcome.error->cls == ErrorClass::throttled);
  const auto error = outcome.error ? std::optional(encode(*outcome.error)) : std::nullopt;
  const bool given_up = outcome.state == EffectState::unknown && is_given_up(row.state);
  const bool paused = outcome.state == EffectState::planned && is_paused(row.link);
  const EffectState state = paused ? EffectState::waiting : outcome.state;
  db_.run(
      "UPDATE effect SET state = ?2, reason = ?3, error = ?4, done_at = ?5, due_at = CASE WHEN ?6 THEN due_at ELSE ?7 "
      "END, "
      "attempt = attempt + ?8, native = CASE WHEN ?9 = '' THEN native ELSE ?9 END, paused = ?10, "
      "sent_at = CASE WHEN ?11 THEN ?12 ELSE sent_at END WHERE id = ?1",
      row.id, state, outcome.reason, error, ends ? now_ : Instant{}, ends,
      outcome.due_at.us == 0 ? now_ : outcome.due_at, counts, outcome.native, paused, given_up, now_);
  count_effect(row.system, row.state, state);
}

void SqliteTx::count_effect(const std::string& system, EffectState from, EffectState to) {
  if (from == to) return;
  counters_.add(Counted::effect, counter_name(system, from), -1);
  counters_.add(Counted::effect, counter_name(system, to));
}

}  // namespace syncline::sqlite
