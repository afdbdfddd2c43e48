// What people and slow tasks ask for: lists, searches, sums.
#include <algorithm>
#include <charconv>

#include "store/sqlite/counters.h"
#include "store/sqlite/reader.h"
#include "store/sqlite/rows.h"

namespace syncline::sqlite {
namespace {

std::int64_t at_most(std::size_t limit) { return static_cast<std::int64_t>(std::min<std::size_t>(limit, 1u << 30)); }

template <class Tag>
Id<Tag> newest(Id<Tag> before) {
  return before ? before : Id<Tag>{far_future.us};
}

/// Of a counter's name, which holds its number.
template <class State>
std::string state_in(std::string_view number) {
  std::int64_t n = -1;
  const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), n);
  const auto state = enum_from<State>(problem == std::errc() && end == number.data() + number.size() ? n : -1);
  if (state) return std::string(name_of(*state));
  throw Trouble{Trouble::Kind::failed, damaged("a sum is of no state: " + std::string(number)).message};
}

}  // namespace

std::vector<LinkId> SqliteReader::links(const LinkFilter& filter, LinkId after, std::size_t limit) {
  return ask([&](Database& db) {
    std::vector<LinkId> links;
    const auto take = [&](Rows rows) {
      while (rows.next()) links.push_back(rows.id<LinkTag>(0));
    };
    if (filter.entity.empty()) {
      take(db.query(
          "SELECT id FROM link WHERE id > ?1 AND merged_into = 0 AND (?2 = '' OR NOT EXISTS "
          "(SELECT 1 FROM record WHERE record.link = link.id AND record.link <> 0 AND slot = ?2)) ORDER BY id LIMIT ?3",
          after, filter.without, at_most(limit)));
    } else {
      take(db.query(
          "SELECT id FROM link WHERE entity = ?4 AND id > ?1 AND merged_into = 0 AND (?2 = '' OR NOT EXISTS "
          "(SELECT 1 FROM record WHERE record.link = link.id AND record.link <> 0 AND slot = ?2)) ORDER BY id LIMIT ?3",
          after, filter.without, at_most(limit), filter.entity));
    }
    return links;
  });
}

std::vector<RecordKey> SqliteReader::records(const std::string& system, const std::string& object,
                                             const std::string& after, std::size_t limit) {
  return ask([&](Database& db) {
    std::vector<RecordKey> keys;
    Rows rows = db.query(
        "SELECT native FROM record WHERE system = ? AND object = ? AND native > ? AND link <> 0 AND state IN (0, 3) "
        "ORDER BY native LIMIT ?",
        system, object, after, at_most(limit));
    while (rows.next()) keys.push_back({system, object, rows.text(0)});
    return keys;
  });
}

std::vector<Event> SqliteReader::events(std::optional<EventState> state, const RecordKey* of, EventId before,
                                        std::size_t limit) {
  return ask([&](Database& db) {
    std::vector<Event> events;
    const auto take = [&](Rows rows) {
      while (rows.next()) events.push_back(event_from(rows, connection_->packer));
    };
    const std::int64_t wanted = state ? static_cast<std::int64_t>(*state) : -1;
    before = newest(before);
    if (of) {
      take(db.query("SELECT " SYNCLINE_EVENT_COLUMNS
                    " FROM event WHERE system = ?1 AND object = ?2 AND native = ?3 AND id < ?4 "
                    "AND (?5 < 0 OR state = ?5) ORDER BY id DESC LIMIT ?6",
                    of->system, of->object, of->native, before, wanted, at_most(limit)));
    } else if (!state) {
      take(db.query("SELECT " SYNCLINE_EVENT_COLUMNS " FROM event WHERE id < ? ORDER BY id DESC LIMIT ?", before,
                    at_most(limit)));
    } else if (*state >= EventState::conflict) {
      take(db.query("SELECT " SYNCLINE_EVENT_COLUMNS
                    " FROM event WHERE state = ? AND state >= 6 AND id < ? ORDER BY id DESC LIMIT ?",
                    wanted, before, at_most(limit)));
    } else {
      take(db.query("SELECT " SYNCLINE_EVENT_COLUMNS
                    " FROM event NOT INDEXED WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?",
                    wanted, before, at_most(limit)));
    }
    return events;
  });
}

std::vector<Effect> SqliteReader::effects(LinkId of, EffectId before, std::size_t limit) {
  return ask([&](Database& db) {
    std::vector<Effect> effects;
    const auto take = [&](Rows rows) {
      while (rows.next()) effects.push_back(effect_from(rows, connection_->packer));
    };
    if (of) {
      take(db.query("SELECT " SYNCLINE_EFFECT_COLUMNS " FROM effect WHERE link = ? AND id < ? ORDER BY id DESC LIMIT ?",
                    of, newest(before), at_most(limit)));
    } else {
      take(db.query("SELECT " SYNCLINE_EFFECT_COLUMNS " FROM effect WHERE id < ? ORDER BY id DESC LIMIT ?",
                    newest(before), at_most(limit)));
    }
    return effects;
  });
}

std::vector<Conflict> SqliteReader::conflicts(bool open_only, LinkId of, std::size_t limit) {
  return ask([&](Database& db) {
    std::vector<Conflict> conflicts;
    // Of one link by its index: asked with each decision to create a record.
    Rows rows = of ? db.query("SELECT " SYNCLINE_CONFLICT_COLUMNS
                              " FROM conflict WHERE link = ?2 AND (?1 = 0 OR closed_at = 0) ORDER BY id DESC LIMIT ?3",
                              open_only, of, at_most(limit))
                   : db.query("SELECT " SYNCLINE_CONFLICT_COLUMNS
                              " FROM conflict WHERE ?1 = 0 OR closed_at = 0 ORDER BY id DESC LIMIT ?2",
                              open_only, at_most(limit));
    while (rows.next()) conflicts.push_back(conflict_from(rows));
    return conflicts;
  });
}

std::optional<Conflict> SqliteReader::conflict(ConflictId id) {
  return ask([&](Database& db) -> std::optional<Conflict> {
    Rows row = db.query("SELECT " SYNCLINE_CONFLICT_COLUMNS " FROM conflict WHERE id = ?", id);
    if (!row.next()) return std::nullopt;
    return conflict_from(row);
  });
}

std::vector<DeadLetter> SqliteReader::dead_letters(bool open_only, std::size_t limit) {
  return ask([&](Database& db) {
    std::vector<DeadLetter> letters;
    Rows rows = db.query("SELECT " SYNCLINE_DEAD_LETTER_COLUMNS
                         " FROM dead_letter WHERE ?1 = 0 OR closed_at = 0 ORDER BY id DESC LIMIT ?2",
                         open_only, at_most(limit));
    while (rows.next()) letters.push_back(dead_letter_from(rows));
    return letters;
  });
}

std::vector<std::pair<LinkId, RecordKey>> SqliteReader::find(std::string_view any_id, std::size_t limit) {
  return ask([&](Database& db) {
    std::vector<std::pair<LinkId, RecordKey>> found;
    // Neither table is indexed by value alone; their leading columns have few values, so each gets one lookup.
    std::string system, object;
    while (found.size() < limit) {
      Rows next =
          db.query("SELECT system, object FROM record WHERE (system, object) > (?, ?) ORDER BY system, object LIMIT 1",
                   system, object);
      if (!next.next()) break;
      system = next.text(0), object = next.text(1);
      Rows row = db.query("SELECT link FROM record WHERE system = ? AND object = ? AND native = ? AND link <> 0",
                          system, object, any_id);
      if (row.next()) found.emplace_back(row.id<LinkTag>(0), RecordKey{system, object, std::string(any_id)});
    }
    for (const auto& [entity, kind] : kinds_of_keys(db)) {
      Rows rows =
          db.query("SELECT link FROM match_key WHERE entity = ? AND kind = ? AND value = ? ", entity, kind, any_id);
      while (found.size() < limit && rows.next()) found.emplace_back(rows.id<LinkTag>(0), RecordKey());
    }
    return found;
  });
}

Counts SqliteReader::counts() {
  return ask([&](Database& db) {
    Counts counts;
    for (Rows rows = db.query("SELECT kind, name, n FROM counter WHERE n <> 0"); rows.next();) {
      const std::string name = rows.text(1);
      const auto n = static_cast<std::uint64_t>(rows.integer(2));
      switch (rows.as<Counted>(0)) {
        case Counted::event: counts.events.emplace(state_in<EventState>(name), n); break;
        case Counted::effect: {
          const auto begin = name.rfind(' ') + 1;
          counts.effects.emplace(name.substr(0, begin) + state_in<EffectState>(name.substr(begin)), n);
          break;
        }
        case Counted::link: counts.links.emplace(name, n); break;
        case Counted::record: counts.records.emplace(name, n); break;
        case Counted::duplicate: counts.duplicates = n; break;
      }
    }
    const auto number = [&](Rows rows) { return rows.next() && !rows.is_null(0) ? rows.integer(0) : std::int64_t{0}; };
    counts.open_conflicts =
        static_cast<std::uint64_t>(number(db.query("SELECT count(*) FROM conflict WHERE closed_at = 0")));
    counts.dead_letters =
        static_cast<std::uint64_t>(number(db.query("SELECT count(*) FROM dead_letter WHERE closed_at = 0")));
    const EventId oldest{number(db.query("SELECT min(id) FROM event INDEXED BY event_open WHERE state < 2"))};
    if (oldest) counts.oldest_queued = Instant{number(db.query("SELECT seen_at FROM event WHERE id = ?", oldest))};
    return counts;
  });
}

}  // namespace syncline::sqlite
