// Conflicts and dead letters: what people must look at, and how it is taken up again.
#include "store/encode.h"
#include "store/sqlite/tx.h"

namespace syncline::sqlite {

void SqliteTx::dead_letter(const NewDeadLetter& letter) {
  guarded<void>([&] { write_letter(letter); });
}

void SqliteTx::write_letter(const NewDeadLetter& letter) {
  db_.run(
      "INSERT INTO dead_letter (event, effect, system, object, native, error, opened_at, closed_at) VALUES (?, ?, ?, "
      "?, ?, ?, ?, 0)",
      letter.event, letter.effect, letter.record.system, letter.record.object, letter.record.native,
      encode(letter.error), now_);
}

void SqliteTx::conflict(const NewConflict& conflict) {
  guarded<void>([&] { write_conflict(conflict, conflict.link); });
}

void SqliteTx::write_conflict(const NewConflict& conflict, LinkId link) {
  const RecordKey& key = conflict.record;
  db_.run(
      "INSERT INTO conflict (link, kind, field, system, object, native, sides, message, event, effect, opened_at, "
      "closed_at, resolution) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, '') "
      "ON CONFLICT (link, kind, field, system, object, native) WHERE closed_at = 0 "
      "DO UPDATE SET sides = ?7, message = ?8, event = ?9, effect = ?10",
      link, conflict.kind, conflict.field, key.system, key.object, key.native, encode(conflict.sides), conflict.message,
      conflict.event, conflict.effect, now_);
}

Result<void, Stale> SqliteTx::retry(DeadLetterId id) {
  return guarded<Result<void, Stale>>([&]() -> Result<void, Stale> {
    EventId event;
    EffectId effect;
    {
      Rows row = db_.query("SELECT event, effect FROM dead_letter WHERE id = ? AND closed_at = 0", id);
      if (!row.next()) return fail(Stale{"dead letter " + std::to_string(id.n) + " is not open"});
      event = {row.integer(0)};
      effect = {row.integer(1)};
    }
    if (effect) {
      if (auto refused = replan(effect)) return fail(std::move(*refused));
    }
    if (event) requeue(event);
    db_.run("UPDATE dead_letter SET closed_at = ?2 WHERE id = ?1", id, now_);
    return {};
  });
}

/// Attempt 1, not 0: the record is read afresh, what came with the event may be long outdated.
void SqliteTx::requeue(EventId id) {
  EventState from{};
  {
    Rows row = db_.query("SELECT state FROM event WHERE id = ?", id);
    if (!row.next() || row.as<EventState>(0) <= EventState::held) return;  // open already
    from = row.as<EventState>(0);
  }
  db_.run("UPDATE event SET state = 0, reason = '', due_at = ?2, ended_at = 0, attempt = 1 WHERE id = ?1", id, now_);
  counters_.add(Counted::event, counter_name(from), -1);
  counters_.add(Counted::event, counter_name(EventState::queued));
}

std::optional<Stale> SqliteTx::replan(EffectId id) {
  const auto row = effect_row(id);
  if (!row || is_open(row->state)) return std::nullopt;
  if (row->state == EffectState::applied) return Stale{"effect " + std::to_string(id.n) + " was applied"};
  if (db_.query("SELECT 1 FROM effect WHERE link = ? AND slot = ? AND state < 4", row->link, row->slot).next()) {
    return Stale{"a newer write of link " + std::to_string(row->link.n) + " to " + row->slot + " is open"};
  }
  const bool repeated = db_.query(
                               "SELECT 1 FROM effect AS old JOIN effect AS new ON new.system = old.system AND "
                               "new.business_key = old.business_key AND new.op = 0 AND new.state < 5 "
                               "WHERE old.id = ? AND old.op = 0",
                               id)
                            .next();
  if (repeated) return Stale{"the create of effect " + std::to_string(id.n) + " was planned again since"};
  const bool paused = is_paused(row->link);
  const EffectState state = paused ? EffectState::waiting : EffectState::planned;
  db_.run(
      "UPDATE effect SET state = ?3, paused = ?4, held = 0, reason = '', error = NULL, due_at = ?2, done_at = 0, "
      "attempt = 0, deaths = 0 "
      "WHERE id = ?1",
      id, now_, state, paused);
  count_effect(row->system, row->state, state);
  return std::nullopt;
}

void SqliteTx::set_setting(std::string_view key, std::string_view value) {
  guarded<void>([&] {
    db_.run("INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2", key, value);
  });
}

}  // namespace syncline::sqlite
