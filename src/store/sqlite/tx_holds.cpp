// Holds and stops: what keeps a planned write from being sent, and what lets it go.
#include "base/mutant.h"
#include "store/sqlite/tx.h"

namespace syncline::sqlite {

bool SqliteTx::is_open_hold(HoldId id) {
  return db_.query("SELECT 1 FROM hold WHERE id = ? AND closed_at = 0", id).next();
}

HoldId SqliteTx::hold(const NewHold& hold, std::span<const EffectId> effects) {
  return guarded<HoldId>([&]() -> HoldId {
    std::vector<EffectRow> rows;
    for (const EffectId id : effects) {
      auto row = effect_row(id);
      if (row && !row->held && (row->state == EffectState::planned || row->state == EffectState::waiting))
        rows.push_back(std::move(*row));
    }
    if (rows.empty()) return {};
    db_.run(
        "INSERT INTO hold (system, entity, op, cause, opened_at, closed_at, resolution, ends_at) "
        "VALUES (?, ?, ?, ?, ?, 0, '', ?) ON CONFLICT (system, entity, op) WHERE closed_at = 0 DO NOTHING",
        hold.system, hold.entity, hold.op, hold.cause, now_, hold.ends_at);
    HoldId id;
    {
      Rows open = db_.query("SELECT id FROM hold WHERE system = ? AND entity = ? AND op = ? AND closed_at = 0",
                            hold.system, hold.entity, hold.op);
      if (open.next()) id = open.id<HoldTag>(0);
    }
    const std::string reason = "held for approval: hold " + std::to_string(id.n);
    for (const EffectRow& row : rows) {
      db_.run(
          "UPDATE effect SET waits_for = CASE state WHEN 1 THEN waits_for ELSE 0 END, state = 1, hold = ?2, held = 1, "
          "reason = ?3 WHERE id = ?1",
          row.id, id, reason);
      count_effect(row.system, row.state, EffectState::waiting);
    }
    return id;
  });
}

void SqliteTx::wake(EffectId id, const std::string& system) {
  const auto woken = db_.run(
      "UPDATE effect SET state = 0, reason = '', due_at = ?2 "
      "WHERE id = ?1 AND state = 1 AND waits_for = 0 AND held = 0 AND paused = 0",
      id, now_);
  if (woken > 0) count_effect(system, EffectState::waiting, EffectState::planned);
}

Result<std::uint64_t, Stale> SqliteTx::approve(HoldId id, std::uint64_t most, std::string_view by) {
  return guarded<Result<std::uint64_t, Stale>>([&]() -> Result<std::uint64_t, Stale> {
    if (!is_open_hold(id)) return fail(Stale{"hold " + std::to_string(id.n) + " is not open"});
    std::vector<std::pair<EffectId, std::string>> freed;
    for (Rows rows =
             db_.query("SELECT id, system FROM effect WHERE hold = ? AND held = 1 AND state = 1 ORDER BY id LIMIT ?",
                       id, static_cast<std::int64_t>(std::min<std::uint64_t>(most, 1u << 30)));
         rows.next();) {
      freed.emplace_back(EffectId{rows.integer(0)}, rows.text(1));
    }
    for (const auto& [effect, system] : freed) {
      db_.run("UPDATE effect SET held = 0, reason = CASE WHEN paused THEN 'paused' ELSE reason END WHERE id = ?",
              effect);
      if (!mutant("approval-not-woken")) wake(effect, system);
    }
    db_.run("UPDATE hold SET resolution = ?2 WHERE id = ?1", id,
            "approved" + (by.empty() ? "" : " by " + std::string(by)));
    close_when_empty(id);
    return freed.size();
  });
}

Result<void, Stale> SqliteTx::reject(HoldId id, std::string_view resolution) {
  return guarded<Result<void, Stale>>([&]() -> Result<void, Stale> {
    if (!is_open_hold(id)) return fail(Stale{"hold " + std::to_string(id.n) + " is not open"});
    db_.run("UPDATE hold SET resolution = ?2 WHERE id = ?1", id, resolution);
    close_when_empty(id);
    return {};
  });
}

void SqliteTx::close_when_empty(HoldId id) {
  if (db_.query("SELECT 1 FROM effect WHERE hold = ? AND held = 1 AND state = 1", id).next()) return;
  db_.run(
      "UPDATE hold SET closed_at = ?2, resolution = CASE resolution WHEN '' THEN 'none of its writes is needed any "
      "more' ELSE resolution END WHERE id = ?1 AND closed_at = 0",
      id, now_);
}

bool SqliteTx::is_stopped(const std::string& system) {
  return db_
      .query("SELECT 1 FROM stop WHERE scope IN ('writes', 'pause', 'writes ' || ?1, 'pause system ' || ?1) LIMIT 1",
             system)
      .next();
}

bool SqliteTx::is_paused(LinkId link) {
  return db_
      .query(
          "SELECT 1 FROM stop WHERE scope IN ('pause link ' || ?1, "
          "'pause entity ' || (SELECT entity FROM link WHERE id = ?1)) LIMIT 1",
          link)
      .next();
}

void SqliteTx::stop(const Stop& stop) {
  guarded<void>([&] {
    db_.run(
        "INSERT INTO stop (scope, kind, system, entity, link, reason, by_whom, since) VALUES (?1, ?2, ?3, ?4, ?5, ?6, "
        "?7, ?8) ON CONFLICT DO UPDATE SET reason = ?6, by_whom = ?7",
        scope_of(stop), stop.kind, stop.system, stop.entity, stop.link, stop.reason, stop.by, now_);
    pause_planned(stop);
  });
}

/// Of an entity or a link: its writes leave the queue, else they would stand before others in it.
void SqliteTx::pause_planned(const Stop& stop) {
  if (!stop.link && stop.entity.empty()) return;
  std::vector<EffectRow> rows;
  const auto take = [&](Rows found) {
    while (found.next())
      rows.push_back({found.id<EffectTag>(0), found.as<EffectState>(1), 0, {}, {}, found.text(2), {}, {}, false});
  };
  if (stop.link) {
    take(db_.query("SELECT id, state, system FROM effect WHERE link = ? AND state < 2", stop.link));
  } else {
    take(
        db_.query("SELECT e.id, e.state, e.system FROM effect e INDEXED BY effect_open JOIN link l ON l.id = e.link "
                  "WHERE e.state < 4 AND e.state < 2 AND l.entity = ?",
                  stop.entity));
  }
  for (const EffectRow& row : rows) {
    db_.run(
        "UPDATE effect SET paused = 1, reason = CASE state WHEN 0 THEN 'paused' ELSE reason END, "
        "waits_for = CASE state WHEN 1 THEN waits_for ELSE 0 END, state = 1 WHERE id = ?",
        row.id);
    count_effect(row.system, row.state, EffectState::waiting);
  }
}

bool SqliteTx::lift(const Stop& stop) {
  return guarded<bool>([&] {
    if (db_.run("DELETE FROM stop WHERE scope = ?", scope_of(stop)) == 0) return false;
    std::vector<std::pair<EffectId, std::string>> freed;
    for (Rows rows = db_.query("SELECT id, system, link FROM effect WHERE paused = 1 AND state = 1"); rows.next();) {
      if (!is_paused(rows.id<LinkTag>(2))) freed.emplace_back(EffectId{rows.integer(0)}, rows.text(1));
    }
    for (const auto& [id, system] : freed) {
      db_.run("UPDATE effect SET paused = 0 WHERE id = ?", id);
      wake(id, system);
    }
    return true;
  });
}

void SqliteTx::move_pause(LinkId from, LinkId into) {
  db_.run("UPDATE OR IGNORE stop SET scope = 'pause link ' || ?2, link = ?2 WHERE scope = 'pause link ' || ?1", from,
          into);
  db_.run("DELETE FROM stop WHERE scope = 'pause link ' || ?", from);
  if (is_paused(into))
    pause_planned(
        {.kind = Stop::Kind::pause, .system = "", .entity = "", .link = into, .reason = "", .by = "", .since = {}});
}

}  // namespace syncline::sqlite
