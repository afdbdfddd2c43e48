#include "store/sqlite/reader.h"

#include <algorithm>

#include "store/sqlite/rows.h"
#include "store/sqlite/schema.h"

namespace syncline::sqlite {
namespace {

std::int64_t at_most(std::size_t limit) { return static_cast<std::int64_t>(std::min<std::size_t>(limit, 1u << 30)); }

constexpr int priorities = 4;

/// From system to system, each by one step into an index: `next` asks for the first one after a name.
template <class Next>
std::vector<std::string> each_system(Next next) {
  std::vector<std::string> systems;
  for (std::string system;;) {
    Rows rows = next(system);
    if (!rows.next() || rows.is_null(0)) return systems;
    system = rows.text(0);
    systems.push_back(system);
  }
}

}  // namespace

std::unique_ptr<Connection> Readers::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  auto connection = std::make_unique<Connection>(options_);
  set_up_reader(connection->db);
  return connection;
}

void Readers::give_back(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kept_) idle_.push_back(std::move(connection));
}

void Readers::close() {
  const std::lock_guard lock(mutex_);
  idle_.clear();
}

SqliteReader::~SqliteReader() {
  if (!connection_) return;
  try {
    connection_->db.run("COMMIT");
    readers_.give_back(std::move(connection_));
  } catch (const Trouble&) {
    // A connection in an unknown state is closed, not used again.
  }
}

void SqliteReader::begin() {
  if (connection_) return;
  auto connection = readers_.take();
  connection->db.run("BEGIN");
  connection_ = std::move(connection);
}

std::optional<CursorPosition> SqliteReader::cursor(const std::string& system, const std::string& object) {
  return ask([&](Database& db) -> std::optional<CursorPosition> {
    Rows row = db.query("SELECT position, scanned_at FROM cursor WHERE system = ? AND object = ?", system, object);
    if (!row.next()) return std::nullopt;
    return CursorPosition{system, object, row.text(0), row.instant(1)};
  });
}

std::optional<std::string> SqliteReader::setting(std::string_view key) {
  return ask([&](Database& db) -> std::optional<std::string> {
    Rows row = db.query("SELECT value FROM setting WHERE key = ?", key);
    if (!row.next()) return std::nullopt;
    return row.text(0);
  });
}

LinkId SqliteReader::link_of(const RecordKey& key) {
  return ask([&](Database& db) -> LinkId {
    Rows row = db.query("SELECT link FROM record WHERE system = ? AND object = ? AND native = ?", key.system,
                        key.object, key.native);
    return row.next() ? row.id<LinkTag>(0) : LinkId{};  // always of the survivor: records move when links join
  });
}

std::optional<Link> SqliteReader::link(LinkId id) {
  return ask([&](Database& db) -> std::optional<Link> {
    Link link;
    link.id = survivor(db, id);
    Rows row = db.query("SELECT l.entity, s.version, s.body FROM link l JOIN shadow s ON s.link = l.id WHERE l.id = ?",
                        link.id);
    if (!row.next()) return std::nullopt;
    link.entity = row.text(0);
    link.version = {row.integer(1)};
    link.shadow = sound(decode_shadow(sound(connection_->packer.unpack(row.view(2)))));
    return link;
  });
}

std::vector<Effect> SqliteReader::open_effects(LinkId link, EffectId known) {
  return ask([&](Database& db) {
    std::vector<Effect> effects;
    Rows rows = db.query("SELECT " SYNCLINE_EFFECT_COLUMNS " FROM effect WHERE link = ? AND state < 4 ORDER BY id",
                         survivor(db, link));
    while (rows.next()) {
      const bool is_known = rows.id<EffectTag>(0) == known;
      effects.push_back(is_known ? effect_without_changes(rows) : effect_from(rows, connection_->packer));
    }
    return effects;
  });
}

std::optional<Event> SqliteReader::event(EventId id) {
  return ask([&](Database& db) -> std::optional<Event> {
    Rows row = db.query("SELECT " SYNCLINE_EVENT_COLUMNS " FROM event WHERE id = ?", id);
    if (!row.next()) return std::nullopt;
    return event_from(row, connection_->packer);
  });
}

std::optional<Effect> SqliteReader::effect(EffectId id) {
  return ask([&](Database& db) -> std::optional<Effect> {
    Rows row = db.query("SELECT " SYNCLINE_EFFECT_COLUMNS " FROM effect WHERE id = ?", id);
    if (!row.next()) return std::nullopt;
    return effect_from(row, connection_->packer);
  });
}

std::vector<Event> SqliteReader::queued_of(const RecordKey& key, std::size_t limit) {
  return ask([&](Database& db) {
    std::vector<Event> events;
    Rows rows = db.query("SELECT " SYNCLINE_EVENT_COLUMNS
                         " FROM event WHERE system = ? AND object = ? AND native = ? AND state < 2 "
                         "ORDER BY id LIMIT ?",
                         key.system, key.object, key.native, at_most(limit));
    while (rows.next()) events.push_back(event_from(rows, connection_->packer));
    return events;
  });
}

std::vector<std::string> SqliteReader::systems_with_events() {
  return ask([&](Database& db) {
    return each_system([&](const std::string& after) {
      return db.query("SELECT min(system) FROM event WHERE system > ? AND state < 2", after);
    });
  });
}

std::vector<DueEvent> SqliteReader::due_events(const std::string& system, Instant now, std::size_t limit) {
  return ask([&](Database& db) {
    std::vector<DueEvent> due;
    for (int priority = 0; priority < priorities && due.size() < limit; ++priority) {
      Rows rows = db.query(
          "SELECT id, object, native, due_at FROM event WHERE system = ? AND priority = ? AND due_at <= ? "
          "AND state < 2 ORDER BY due_at, id LIMIT ?",
          system, priority, now, at_most(limit - due.size()));
      while (rows.next()) {
        due.push_back({rows.id<EventTag>(0),
                       {system, rows.text(1), rows.text(2)},
                       static_cast<Priority>(priority),
                       rows.instant(3)});
      }
    }
    return due;
  });
}

std::vector<DueEffect> SqliteReader::due_effects(const std::string& system, Instant now, std::size_t limit) {
  return ask([&](Database& db) {
    std::vector<DueEffect> due;
    for (int priority = 0; priority < priorities && due.size() < limit; ++priority) {
      Rows rows = db.query(
          "SELECT id, link, slot, state, due_at, object, op FROM effect "
          "WHERE system = ? AND priority = ? AND due_at <= ? "
          "AND state IN (0, 3) ORDER BY due_at, id LIMIT ?",
          system, priority, now, at_most(limit - due.size()));
      while (rows.next()) {
        due.push_back({rows.id<EffectTag>(0), system, rows.id<LinkTag>(1), rows.text(2), rows.as<EffectState>(3),
                       static_cast<Priority>(priority), rows.instant(4), rows.text(5), rows.as<EffectOp>(6)});
      }
    }
    return due;
  });
}

std::optional<Instant> SqliteReader::next_due(Instant after) {
  const auto systems = systems_with_events();
  return ask([&](Database& db) {
    std::optional<Instant> next;
    const auto consider = [&](Rows rows) {
      if (rows.next() && !rows.is_null(0) && (!next || rows.instant(0) < *next)) next = rows.instant(0);
    };
    for (const std::string& system : systems) {
      for (int priority = 0; priority < priorities; ++priority) {
        consider(
            db.query("SELECT min(due_at) FROM event WHERE system = ? AND priority = ? AND due_at > ? AND state < 2",
                     system, priority, after));
      }
    }
    const auto written = each_system([&](const std::string& before) {
      return db.query("SELECT min(system) FROM effect WHERE system > ? AND state IN (0, 3)", before);
    });
    for (const std::string& system : written) {
      for (int priority = 0; priority < priorities; ++priority) {
        consider(db.query(
            "SELECT min(due_at) FROM effect WHERE system = ? AND priority = ? AND due_at > ? AND state IN (0, 3)",
            system, priority, after));
      }
    }
    return next;
  });
}

std::vector<LinkId> SqliteReader::links_by_key(const MatchKey& key) {
  return ask([&](Database& db) {
    std::vector<LinkId> links;
    Rows rows = db.query("SELECT link FROM match_key WHERE entity = ? AND kind = ? AND value = ? ORDER BY link",
                         key.entity, key.kind, key.value);
    while (rows.next()) links.push_back(rows.id<LinkTag>(0));
    return links;
  });
}

std::vector<Effect> SqliteReader::overdue(Instant planned_before, std::size_t limit) {
  return ask([&](Database& db) {
    std::vector<Effect> effects;
    Rows rows = db.query("SELECT " SYNCLINE_EFFECT_COLUMNS
                         " FROM effect INDEXED BY effect_waiting "  // left to itself SQLite walks through the journal
                         "WHERE state = 1 AND waits_for > 0 AND planned_at < ? ORDER BY id LIMIT ?",
                         planned_before, at_most(limit));
    while (rows.next()) effects.push_back(effect_from(rows, connection_->packer));
    return effects;
  });
}

std::vector<std::string> SqliteReader::awaited_in(LinkId link) {
  return ask([&](Database& db) {
    std::vector<std::string> systems;
    Rows rows = db.query("SELECT DISTINCT system FROM effect WHERE waits_for = ? AND state = 1 ORDER BY system", link);
    while (rows.next()) systems.push_back(rows.text(0));
    return systems;
  });
}

bool SqliteReader::being_created(const std::string& system, const std::string& object, Instant by) {
  return ask([&](Database& db) {
    Rows sending = db.query(
        "SELECT 1 FROM effect WHERE state = 2 AND system = ? AND object = ? AND op = 0 AND planned_at <= ? LIMIT 1",
        system, object, by);
    if (sending.next()) return true;
    Rows unknown = db.query(
        "SELECT 1 FROM effect WHERE state = 3 AND system = ? AND object = ? AND op = 0 AND planned_at <= ? LIMIT 1",
        system, object, by);
    return unknown.next();
  });
}

LinkId SqliteReader::newest_link() {
  return ask([&](Database& db) {
    Rows row = db.query("SELECT max(id) FROM link");
    return row.next() ? row.id<LinkTag>(0) : LinkId{};
  });
}

std::vector<std::pair<std::string, LinkId>> SqliteReader::keys_with_prefix(const std::string& entity,
                                                                           const std::string& kind,
                                                                           std::string_view prefix, std::size_t limit) {
  return ask([&](Database& db) {
    std::vector<std::pair<std::string, LinkId>> keys;
    const std::string behind = std::string(prefix) + '\xff';  // no UTF-8 text holds this byte
    Rows rows = db.query(
        "SELECT value, link FROM match_key WHERE entity = ? AND kind = ? AND value >= ? AND value < ? "
        "ORDER BY value, link LIMIT ?",
        entity, kind, prefix, behind, at_most(limit));
    while (rows.next()) keys.emplace_back(rows.text(0), rows.id<LinkTag>(1));
    return keys;
  });
}

}  // namespace syncline::sqlite
