#include "store/sqlite/transaction.h"

#include "store/sqlite/rows.h"

namespace syncline::sqlite {
namespace {

std::string_view bytes_of(const Hash128& hash) { return {reinterpret_cast<const char*>(hash.data()), hash.size()}; }

}  // namespace

EventId Transaction::store_event(const NewEvent& event) {
  Query insert = db_.query(
      "INSERT OR IGNORE INTO event (system, object, native, dedup, source, priority, state, seen_at, due_at, cause, hops, trace, payload) "
      "VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)");
  insert.bind(event.key.system).bind(event.key.object).bind(event.key.native);
  event.dedup.empty() ? insert.bind_null() : insert.bind(event.dedup);
  insert.bind(event.source).bind(event.priority).bind(now_).bind(event.due_at).bind(event.cause.n);
  insert.bind(static_cast<std::int64_t>(event.hops)).bind(event.trace);
  event.record ? insert.bind_blob(encode(*event.record)) : insert.bind_null();
  insert.run();
  if (db_.changes() == 0) return {};
  const EventId id{db_.last_id()};
  if (event.trace.empty()) {
    db_.query("UPDATE event SET trace = ? WHERE id = ?").bind("t" + std::to_string(id.n)).bind(id.n).run();
  }
  return id;
}

bool Transaction::is_latest(const NewEvent& event) {
  Query seen = db_.query("SELECT seen FROM record WHERE system = ? AND object = ? AND native = ?");
  seen.bind(event.key.system).bind(event.key.object).bind(event.key.native);
  return seen.next() && !seen.is_null(0) && seen.text(0) == bytes_of(event.hash);
}

void Transaction::remember_seen(const RecordKey& key, const Hash128& hash) {
  Query upsert = db_.query(
      "INSERT INTO record (system, object, native, seen) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (system, object, native) DO UPDATE SET seen = excluded.seen");
  upsert.bind(key.system).bind(key.object).bind(key.native).bind_blob(bytes_of(hash)).run();
}

void Transaction::add_meta(const char* key, std::int64_t by) {
  db_.query("UPDATE meta SET value = value + ? WHERE key = ?").bind(by).bind(key).run();
}

Accepted Transaction::accept(std::span<const NewEvent> events, const CursorPosition* move) {
  Accepted accepted;
  for (const NewEvent& event : events) {
    if (event.record && is_latest(event)) {
      ++accepted.duplicates;
      continue;
    }
    const EventId id = store_event(event);
    if (!id) {
      ++accepted.duplicates;
      continue;
    }
    if (event.record) remember_seen(event.key, event.hash);
    accepted.events.push_back(id);
  }
  if (accepted.duplicates > 0) add_meta("duplicates", static_cast<std::int64_t>(accepted.duplicates));
  if (move) {
    db_.query("INSERT INTO cursor VALUES (?, ?, ?, ?) ON CONFLICT (system, object) DO UPDATE SET position = excluded.position, scanned_at = excluded.scanned_at")
        .bind(move->system).bind(move->object).bind(move->position).bind(move->scanned_at).run();
  }
  return accepted;
}

void Transaction::end(const EventEnd& end) {
  const bool ended = end.state > EventState::held;
  if (ended) {
    db_.query("UPDATE event SET state = ?, reason = ?, ended_at = ? WHERE id = ? AND state < 2")
        .bind(end.state).bind(end.reason).bind(now_).bind(end.id.n).run();
  } else {
    db_.query("UPDATE event SET state = ?, reason = ?, due_at = ?, attempt = attempt + 1 WHERE id = ? AND state < 2")
        .bind(end.state).bind(end.reason).bind(end.due_at).bind(end.id.n).run();
  }
}

Result<Effect, Stale> Transaction::sending(EffectId id, std::int64_t epoch) {
  // planned 0 → sending 2; unknown 3 stays unknown under the new epoch.
  db_.query("UPDATE effect SET epoch = ?, state = CASE state WHEN 0 THEN 2 ELSE state END, "
            "sent_at = CASE state WHEN 0 THEN ? ELSE sent_at END "
            "WHERE id = ? AND state IN (0, 3) AND epoch <= ?")
      .bind(epoch).bind(now_).bind(id.n).bind(epoch).run();
  if (db_.changes() == 0) return fail(Stale{"effect " + std::to_string(id.n) + " is no longer to be sent"});
  Query row = db_.query("SELECT " + effect_columns + " FROM effect WHERE id = ?");
  row.bind(id.n).next();
  return read_effect(row);
}

void Transaction::close_effect(const EffectOutcome& outcome) {
  const bool ended = !is_open(outcome.state);
  Query update = db_.query(
      "UPDATE effect SET state = ?, reason = ?, error = ?, done_at = ?, due_at = CASE WHEN ? THEN due_at ELSE ? END, "
      "attempt = attempt + ?, native = CASE WHEN ? <> '' THEN ? ELSE native END WHERE id = ?");
  update.bind(outcome.state).bind(outcome.reason);
  outcome.error ? update.bind_blob(encode(*outcome.error)) : update.bind_null();
  update.bind(ended ? now_.us : 0).bind(ended ? 1 : 0).bind(outcome.due_at).bind(ended ? 0 : 1);
  update.bind(outcome.native).bind(outcome.native).bind(outcome.id.n).run();
}

Result<void, Stale> Transaction::settle(const EffectOutcome& outcome, std::int64_t epoch) {
  Query row = db_.query("SELECT 1 FROM effect WHERE id = ? AND epoch = ? AND state IN (2, 3)");
  if (!row.bind(outcome.id.n).bind(epoch).next()) return fail(Stale{"effect " + std::to_string(outcome.id.n) + " is not ours any more"});
  close_effect(outcome);
  return {};
}

void Transaction::dead_letter(const NewDeadLetter& letter) {
  db_.query("INSERT INTO dead_letter (event, effect, system, object, native, error, opened_at) VALUES (?, ?, ?, ?, ?, ?, ?)")
      .bind(letter.event.n).bind(letter.effect.n).bind(letter.record.system).bind(letter.record.object).bind(letter.record.native)
      .bind_blob(encode(letter.error)).bind(now_).run();
}

void Transaction::conflict(const NewConflict& conflict) {
  const std::string sides = encode_sides(conflict);
  db_.query("UPDATE conflict SET sides = ?, message = ?, event = ?, effect = ? WHERE closed_at = 0 AND link = ? AND kind = ? AND field = ? "
            "AND system = ? AND object = ? AND native = ?")
      .bind_blob(sides).bind(conflict.message).bind(conflict.event.n).bind(conflict.effect.n).bind(conflict.link.n).bind(conflict.kind)
      .bind(conflict.field).bind(conflict.record.system).bind(conflict.record.object).bind(conflict.record.native).run();
  if (db_.changes() > 0) return;
  db_.query("INSERT INTO conflict (kind, link, system, object, native, field, sides, message, event, effect, opened_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(conflict.kind).bind(conflict.link.n).bind(conflict.record.system).bind(conflict.record.object).bind(conflict.record.native)
      .bind(conflict.field).bind_blob(sides).bind(conflict.message).bind(conflict.event.n).bind(conflict.effect.n).bind(now_).run();
}

Result<void, Stale> Transaction::resolve(ConflictId id, std::string_view resolution) {
  db_.query("UPDATE conflict SET closed_at = ?, resolution = ? WHERE id = ? AND closed_at = 0").bind(now_).bind(resolution).bind(id.n).run();
  if (db_.changes() == 0) return fail(Stale{"conflict " + std::to_string(id.n) + " is not open"});
  return {};
}

Result<void, Stale> Transaction::retry(DeadLetterId id) {
  Query row = db_.query("SELECT " + dead_letter_columns + " FROM dead_letter WHERE id = ? AND closed_at = 0");
  if (!row.bind(id.n).next()) return fail(Stale{"dead letter " + std::to_string(id.n) + " is not open"});
  const DeadLetter letter = read_dead_letter(row);
  if (letter.effect) {
    Query open = db_.query("SELECT 1 FROM effect o JOIN effect e ON o.link = e.link AND o.slot = e.slot WHERE e.id = ? AND o.id <> e.id AND o.state < 4");
    if (open.bind(letter.effect.n).next()) return fail(Stale{"a newer write to this record is under way: it replaces the dead letter"});
    db_.query("UPDATE effect SET state = 0, due_at = ?, attempt = 0, epoch = 0, done_at = 0 WHERE id = ? AND state = 5").bind(now_).bind(letter.effect.n).run();
    if (db_.changes() == 0) return fail(Stale{"effect " + std::to_string(letter.effect.n) + " has ended otherwise"});
  }
  if (letter.event) {
    // Attempt 1: what was read then is not trusted any more, the record is read afresh.
    db_.query("UPDATE event SET state = 0, due_at = ?, attempt = 1, ended_at = 0 WHERE id = ? AND state = 7").bind(now_).bind(letter.event.n).run();
  }
  db_.query("UPDATE dead_letter SET closed_at = ? WHERE id = ?").bind(now_).bind(id.n).run();
  return {};
}

void Transaction::set_setting(std::string_view key, std::string_view value) {
  db_.query("INSERT INTO setting VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value").bind(key).bind(value).run();
}

std::int64_t Transaction::begin_epoch() {
  add_meta("epoch", 1);
  // What an earlier process was sending may or may not have happened.
  db_.query("UPDATE effect SET state = 3, due_at = ?, reason = 'the process ended while this was being sent' WHERE state = 2").bind(now_).run();
  Query row = db_.query("SELECT value FROM meta WHERE key = 'epoch'");
  row.next();
  return row.integer(0);
}

std::uint64_t Transaction::forget(Instant events_before, Instant effects_before, std::uint64_t limit) {
  db_.query("DELETE FROM event WHERE id IN (SELECT id FROM event WHERE state > 1 AND ended_at < ? AND id NOT IN "
            "(SELECT event FROM dead_letter WHERE closed_at = 0) LIMIT ?)")
      .bind(events_before).bind(static_cast<std::int64_t>(limit)).run();
  auto gone = static_cast<std::uint64_t>(db_.changes());
  db_.query("DELETE FROM effect WHERE id IN (SELECT id FROM effect WHERE state > 3 AND done_at < ? AND id NOT IN "
            "(SELECT effect FROM dead_letter WHERE closed_at = 0) LIMIT ?)")
      .bind(effects_before).bind(static_cast<std::int64_t>(limit - std::min(limit, gone))).run();
  return gone + static_cast<std::uint64_t>(db_.changes());
}

}  // namespace syncline::sqlite
