// Holds, stops, and the effects that a limit looks at.
#include <algorithm>

#include "store/sqlite/reader.h"
#include "store/sqlite/rows.h"

namespace syncline::sqlite {
namespace {

std::int64_t at_most(std::size_t limit) { return static_cast<std::int64_t>(std::min<std::size_t>(limit, 1u << 30)); }

#define SYNCLINE_HOLD_COLUMNS                                                 \
  "id, system, entity, op, cause, opened_at, closed_at, resolution, (SELECT " \
  "count(*) FROM effect WHERE effect.hold = hold.id AND held = 1 AND state = 1), ends_at"

Hold hold_from(const Rows& rows) {
  Hold hold;
  hold.id = rows.id<HoldTag>(0);
  hold.system = rows.text(1);
  hold.entity = rows.text(2);
  hold.op = rows.as<EffectOp>(3);
  hold.cause = rows.text(4);
  hold.opened_at = rows.instant(5);
  if (rows.integer(6) != 0) hold.closed_at = rows.instant(6);
  hold.resolution = rows.text(7);
  hold.held = static_cast<std::uint64_t>(rows.integer(8));
  hold.ends_at = rows.instant(9);
  return hold;
}

}  // namespace

std::vector<Stop> SqliteReader::stops() {
  return ask([&](Database& db) {
    std::vector<Stop> stops;
    Rows rows = db.query("SELECT kind, system, entity, link, reason, by_whom, since FROM stop ORDER BY scope");
    while (rows.next()) {
      stops.push_back({rows.as<Stop::Kind>(0), rows.text(1), rows.text(2), rows.id<LinkTag>(3), rows.text(4),
                       rows.text(5), rows.instant(6)});
    }
    return stops;
  });
}

std::vector<Hold> SqliteReader::holds(bool open_only, std::size_t limit) {
  return ask([&](Database& db) {
    std::vector<Hold> holds;
    Rows rows =
        db.query("SELECT " SYNCLINE_HOLD_COLUMNS " FROM hold WHERE ?1 = 0 OR closed_at = 0 ORDER BY id DESC LIMIT ?2",
                 open_only, at_most(limit));
    while (rows.next()) holds.push_back(hold_from(rows));
    return holds;
  });
}

std::optional<Hold> SqliteReader::hold(HoldId id) {
  return ask([&](Database& db) -> std::optional<Hold> {
    Rows row = db.query("SELECT " SYNCLINE_HOLD_COLUMNS " FROM hold WHERE id = ?", id);
    if (!row.next()) return std::nullopt;
    return hold_from(row);
  });
}

std::vector<Effect> SqliteReader::held(HoldId hold, EffectId after, std::size_t limit) {
  return ask([&](Database& db) {
    std::vector<Effect> effects;
    Rows rows = db.query("SELECT " SYNCLINE_EFFECT_COLUMNS
                         " FROM effect WHERE hold = ? AND held = 1 AND state = 1 AND id > ? ORDER BY id LIMIT ?",
                         hold, after, at_most(limit));
    while (rows.next()) effects.push_back(effect_from(rows, connection_->packer));
    return effects;
  });
}

std::vector<Effect> SqliteReader::effects_after(EffectId after, std::size_t limit,
                                                const std::optional<SentKinds>& sent) {
  std::optional<std::string> kinds;  // a line each
  if (sent) kinds = "\n";
  for (const auto& [system, op] : sent.value_or(SentKinds{}))
    *kinds += system + ' ' + std::to_string(static_cast<int>(op)) + '\n';
  return ask([&](Database& db) {
    std::vector<Effect> effects;
    Rows rows = db.query("SELECT " SYNCLINE_EFFECT_COLUMNS
                         " FROM effect WHERE id > ?1 AND (?2 IS NULL OR state < 2 "
                         "OR instr(?2, char(10) || system || ' ' || op || char(10))) ORDER BY id LIMIT ?3",
                         after, kinds, at_most(limit));
    while (rows.next()) {
      const bool is_update = rows.as<EffectOp>(7) == EffectOp::update;
      effects.push_back(is_update ? effect_from(rows, connection_->packer) : effect_without_changes(rows));
    }
    return effects;
  });
}

namespace {

/// Ids ascend with time: found by halving, since a day's journal is long.
EffectId last_planned_before(Database& db, Instant since) {
  std::int64_t low = 0, high = 0;
  if (Rows row = db.query("SELECT max(id) FROM effect"); row.next()) high = row.integer(0);
  while (low < high) {
    const std::int64_t middle = low + (high - low + 1) / 2;
    Rows row = db.query("SELECT planned_at FROM effect WHERE id <= ? ORDER BY id DESC LIMIT 1", middle);
    const bool is_older = !row.next() || row.instant(0) < since;
    (is_older ? low : high) = is_older ? middle : middle - 1;
  }
  return {low};
}

}  // namespace

EffectId SqliteReader::settled_before(Instant since) {
  return ask([&](Database& db) {
    EffectId open;
    {
      Rows row = db.query("SELECT min(id) FROM effect INDEXED BY effect_open WHERE state < 4 AND state < 2");
      if (row.next()) open = row.id<EffectTag>(0);
    }
    const EffectId last = last_planned_before(db, since);
    return open ? std::min(EffectId{open.n - 1}, last) : last;
  });
}

std::vector<DueEffect> SqliteReader::due_to_settle(const std::string& system, Instant now, std::size_t limit) {
  return ask([&](Database& db) {
    std::vector<DueEffect> due;
    Rows rows = db.query(
        "SELECT id, link, slot, priority, due_at, object, op FROM effect WHERE system = ? AND due_at <= ? AND state = "
        "3 "
        "ORDER BY due_at, id LIMIT ?",
        system, now, at_most(limit));
    while (rows.next()) {
      due.push_back({rows.id<EffectTag>(0), system, rows.id<LinkTag>(1), rows.text(2), EffectState::unknown,
                     rows.as<Priority>(3), rows.instant(4), rows.text(5), rows.as<EffectOp>(6)});
    }
    return due;
  });
}

}  // namespace syncline::sqlite
