#include <vector>

#include "store/sqlite/tx.h"

namespace syncline::sqlite {
namespace {

struct Old {
  std::int64_t id;
  std::string counter;
};

// Ids ascend with time: the walk starts at the oldest row and stops at the first one that is too young to have ended
// before. The newest row stays, so that no id is ever given twice.

std::vector<Old> old_events(Database& db, Instant before, std::uint64_t limit) {
  std::vector<Old> old;
  Rows rows =
      db.query("SELECT id, state, ended_at, seen_at FROM event WHERE id < (SELECT max(id) FROM event) ORDER BY id");
  while (old.size() < limit && rows.next() && rows.instant(3) < before) {
    const auto state = rows.as<EventState>(1);
    if (state <= EventState::held || rows.instant(2) >= before) continue;
    const bool needed =
        state == EventState::dead_lettered &&
        db.query("SELECT 1 FROM dead_letter WHERE event = ? AND closed_at = 0", EventId{rows.integer(0)}).next();
    if (!needed) old.push_back({rows.integer(0), counter_name(state)});
  }
  return old;
}

std::vector<Old> old_effects(Database& db, Instant before, std::uint64_t limit) {
  std::vector<Old> old;
  Rows rows = db.query(
      "SELECT id, state, done_at, planned_at, system FROM effect WHERE id < (SELECT max(id) FROM effect) ORDER BY id");
  while (old.size() < limit && rows.next() && rows.instant(3) < before) {
    const auto state = rows.as<EffectState>(1);
    if (is_open(state) || rows.instant(2) >= before) continue;
    const bool needed =
        state == EffectState::rejected &&
        db.query("SELECT 1 FROM dead_letter WHERE effect = ? AND closed_at = 0", EffectId{rows.integer(0)}).next();
    if (!needed) old.push_back({rows.integer(0), counter_name(rows.text(4), state)});
  }
  return old;
}

}  // namespace

std::uint64_t SqliteTx::forget(Instant events_before, Instant effects_before, std::uint64_t limit) {
  return guarded<std::uint64_t>([&] {
    std::uint64_t gone = 0;
    for (const Old& event : old_events(db_, events_before, limit)) {
      db_.run("DELETE FROM event WHERE id = ?", event.id);
      counters_.add(Counted::event, event.counter, -1);
      ++gone;
    }
    for (const Old& effect : old_effects(db_, effects_before, limit - gone)) {
      db_.run("DELETE FROM effect WHERE id = ?", effect.id);
      counters_.add(Counted::effect, effect.counter, -1);
      ++gone;
    }
    const auto closed = [&](Sql sql) { gone += static_cast<std::uint64_t>(db_.run(sql, events_before, limit - gone)); };
    closed(
        "DELETE FROM conflict WHERE id IN (SELECT id FROM conflict WHERE closed_at <> 0 AND closed_at < ? "
        "AND id < (SELECT max(id) FROM conflict) LIMIT ?)");
    closed(
        "DELETE FROM dead_letter WHERE id IN (SELECT id FROM dead_letter WHERE closed_at <> 0 AND closed_at < ? "
        "AND id < (SELECT max(id) FROM dead_letter) LIMIT ?)");
    return gone;
  });
}

}  // namespace syncline::sqlite
