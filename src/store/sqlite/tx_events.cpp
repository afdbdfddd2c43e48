#include <array>

#include "store/encode.h"
#include "store/sqlite/tx.h"

namespace syncline::sqlite {
namespace {

bool is_set(const Hash128& hash) { return hash != Hash128{}; }

std::string_view bytes_of(const Hash128& hash) { return {reinterpret_cast<const char*>(hash.data()), hash.size()}; }

}  // namespace

void SqliteTx::begin_transaction(Instant now) {
  now_ = now;
  trouble_.reset();
  counters_.clear();
}

Accepted SqliteTx::accept(std::span<const NewEvent> events, const CursorPosition* move) {
  return guarded<Accepted>([&] {
    Accepted accepted;
    for (const NewEvent& event : events) {
      if (const auto id = take(event)) {
        accepted.events.push_back(*id);
      } else {
        ++accepted.duplicates;
      }
    }
    if (move) {
      db_.run(
          "INSERT INTO cursor (system, object, position, scanned_at) VALUES (?1, ?2, ?3, ?4) "
          "ON CONFLICT DO UPDATE SET position = ?3, scanned_at = ?4",
          move->system, move->object, move->position, move->scanned_at);
    }
    return accepted;
  });
}

std::optional<EventId> SqliteTx::take(const NewEvent& event) {
  if (is_known(event)) {
    counters_.add(Counted::duplicate, "");
    return std::nullopt;
  }
  return insert(event);
}

bool SqliteTx::is_known(const NewEvent& event) {
  if (!event.dedup.empty() &&
      db_.query("SELECT 1 FROM event WHERE system = ? AND dedup = ?", event.key.system, event.dedup).next()) {
    return true;
  }
  if (!event.record || !is_set(event.hash)) return false;
  const RecordKey& key = event.key;
  Rows row = db_.query("SELECT seen FROM record WHERE system = ? AND object = ? AND native = ?", key.system, key.object,
                       key.native);
  if (!row.next()) return false;
  return row.view(0) == bytes_of(event.hash) || (is_set(event.state) && row.view(0) == bytes_of(event.state));
}

EventId SqliteTx::insert(const NewEvent& event) {
  const RecordKey& key = event.key;
  const std::string payload = event.record ? packer_.pack(encode(*event.record, key)) : std::string();
  db_.run(
      "INSERT INTO event (system, object, native, dedup, source, priority, state, reason, seen_at, due_at, ended_at, "
      "attempt, "
      "cause, hops, trace, payload) VALUES (?, ?, ?, ?, ?, ?, 0, '', ?, ?, 0, 0, ?, ?, ?, ?)",
      key.system, key.object, key.native, event.dedup.empty() ? std::nullopt : std::optional(event.dedup), event.source,
      event.priority, now_, event.due_at.us == 0 ? now_ : event.due_at, event.cause, event.hops,
      event.trace.empty() ? new_trace() : event.trace, event.record ? std::optional(Blob{payload}) : std::nullopt);
  const EventId id{db_.last_id()};
  counters_.add(Counted::event, counter_name(EventState::queued));
  if (event.record && is_set(event.hash)) write_seen(key, is_set(event.state) ? event.state : event.hash);
  return id;
}

void SqliteTx::write_seen(const RecordKey& key, const Hash128& hash) {
  const auto seen = is_set(hash) ? std::optional(Blob{bytes_of(hash)}) : std::nullopt;
  const auto changed = db_.run("UPDATE record SET seen = ?4 WHERE system = ?1 AND object = ?2 AND native = ?3",
                               key.system, key.object, key.native, seen);
  if (changed != 0) return;
  db_.run("INSERT INTO record (system, object, native, link, slot, state, seen) VALUES (?, ?, ?, 0, '', 0, ?)",
          key.system, key.object, key.native, seen);
  counters_.add(Counted::record, key.system + ' ' + key.object);
}

void SqliteTx::end(const EventEnd& end) {
  guarded<void>([&] { write_end(end); });
}

void SqliteTx::write_end(const EventEnd& end) {
  EventState from{};
  {
    Rows row = db_.query("SELECT state FROM event WHERE id = ?", end.id);
    if (!row.next()) return;
    from = row.as<EventState>(0);
  }
  if (from > EventState::held) return;  // an event ends once
  const bool ends = end.state > EventState::held;
  const Instant due = ends || end.due_at.us != 0 ? end.due_at : now_;
  db_.run(
      "UPDATE event SET state = ?2, reason = ?3, ended_at = ?4, due_at = CASE WHEN ?5 THEN due_at ELSE ?6 END, "
      "attempt = attempt + ?7 WHERE id = ?1",
      end.id, end.state, end.reason, ends ? now_ : Instant{}, ends, due, !ends && end.attempt);
  counters_.add(Counted::event, counter_name(from), -1);
  counters_.add(Counted::event, counter_name(end.state));
}

std::string SqliteTx::new_trace() {
  const std::array<std::uint64_t, 2> bits{rt_.random(), rt_.random()};
  return to_hex(std::string_view(reinterpret_cast<const char*>(bits.data()), sizeof bits));
}

}  // namespace syncline::sqlite
