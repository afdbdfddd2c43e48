#include "store/sqlite/snapshot.h"

#include <algorithm>

#include "store/sqlite/rows.h"

namespace syncline::sqlite {
namespace {

std::int64_t as_limit(std::size_t limit) { return static_cast<std::int64_t>(std::min<std::size_t>(limit, 1'000'000)); }

template <class T, class Read>
std::vector<T> all(Query& query, Read read) {
  std::vector<T> rows;
  while (query.next()) rows.push_back(read(query));
  return rows;
}

RecordKey key_at(const Query& row, int column) { return {row.text(column), row.text(column + 1), row.text(column + 2)}; }

}  // namespace

Snapshot::Snapshot(std::unique_ptr<Database> db, GiveBack give_back) : db_(std::move(db)), give_back_(std::move(give_back)) {
  db_->execute("BEGIN");
}

Snapshot::~Snapshot() {
  try {
    db_->execute("COMMIT");
    give_back_(std::move(db_));
  } catch (const Failed&) {
    // A connection that cannot end its reading is not used again.
  }
}

std::optional<CursorPosition> Snapshot::cursor(const std::string& system, const std::string& object) {
  Query row = db_->query("SELECT position, scanned_at FROM cursor WHERE system = ? AND object = ?");
  if (!row.bind(system).bind(object).next()) return std::nullopt;
  return CursorPosition{system, object, row.text(0), row.instant(1)};
}

std::optional<std::string> Snapshot::setting(std::string_view key) {
  Query row = db_->query("SELECT value FROM setting WHERE key = ?");
  if (!row.bind(key).next()) return std::nullopt;
  return row.text(0);
}

LinkId Snapshot::link_of(const RecordKey& key) {
  Query row = db_->query("SELECT link FROM record WHERE system = ? AND object = ? AND native = ?");
  return {row.bind(key.system).bind(key.object).bind(key.native).next() ? row.integer(0) : 0};
}

std::optional<Link> Snapshot::link(LinkId id) {
  Query row = db_->query("SELECT l.id, l.entity, l.version, l.merged_into, s.fields FROM link l LEFT JOIN shadow s ON s.link = l.id WHERE l.id = ?");
  if (!row.bind(id.n).next()) return std::nullopt;
  Link link{{row.integer(0)}, row.text(1), {row.integer(2)}, {row.integer(3)}, {}};
  if (link.merged_into) {
    const LinkId into = link.merged_into;
    return into == id ? std::nullopt : Snapshot::link(into);
  }
  if (auto shadow = decode_shadow(row.text(4))) link.shadow = std::move(shadow).value();
  return link;
}

std::vector<Effect> Snapshot::open_effects(LinkId link) {
  Query rows = db_->query("SELECT " + effect_columns + " FROM effect WHERE link = ? AND state < 4 ORDER BY id");
  rows.bind(link.n);
  return all<Effect>(rows, read_effect);
}

std::optional<Event> Snapshot::event(EventId id) {
  Query row = db_->query("SELECT " + event_columns + " FROM event WHERE id = ?");
  if (!row.bind(id.n).next()) return std::nullopt;
  return read_event(row);
}

std::optional<Effect> Snapshot::effect(EffectId id) {
  Query row = db_->query("SELECT " + effect_columns + " FROM effect WHERE id = ?");
  if (!row.bind(id.n).next()) return std::nullopt;
  return read_effect(row);
}

std::vector<Event> Snapshot::queued_of(const RecordKey& key, std::size_t limit) {
  Query rows = db_->query("SELECT " + event_columns + " FROM event WHERE system = ? AND object = ? AND native = ? AND state < 2 ORDER BY id LIMIT ?");
  rows.bind(key.system).bind(key.object).bind(key.native).bind(as_limit(limit));
  return all<Event>(rows, read_event);
}

std::vector<DueEvent> Snapshot::due_events(Instant now, std::size_t limit) {
  Query rows = db_->query("SELECT id, system, object, native, priority, due_at FROM event WHERE state < 2 AND due_at <= ? ORDER BY priority, due_at, id LIMIT ?");
  rows.bind(now).bind(as_limit(limit));
  return all<DueEvent>(rows, [](const Query& row) {
    return DueEvent{{row.integer(0)}, key_at(row, 1), static_cast<Priority>(row.integer(4)), row.instant(5)};
  });
}

std::vector<DueEffect> Snapshot::due_effects(const std::string& system, Instant now, std::size_t limit) {
  Query rows = db_->query("SELECT id, link, slot, state, due_at FROM effect WHERE system = ? AND state IN (0, 3) AND due_at <= ? ORDER BY due_at, id LIMIT ?");
  rows.bind(system).bind(now).bind(as_limit(limit));
  return all<DueEffect>(rows, [&](const Query& row) {
    return DueEffect{{row.integer(0)}, system, {row.integer(1)}, row.text(2), static_cast<EffectState>(row.integer(3)), Priority::event, row.instant(4)};
  });
}

std::optional<Instant> Snapshot::next_due(Instant after) {
  std::optional<Instant> next;
  for (const char* sql : {"SELECT min(due_at) FROM event WHERE state < 2 AND due_at > ?", "SELECT min(due_at) FROM effect WHERE state IN (0, 3) AND due_at > ?"}) {
    Query row = db_->query(sql);
    if (!row.bind(after).next() || row.is_null(0)) continue;
    if (!next || row.instant(0) < *next) next = row.instant(0);
  }
  return next;
}

std::vector<LinkId> Snapshot::links_by_key(const MatchKey& key) {
  Query rows = db_->query("SELECT link FROM match_key WHERE entity = ? AND kind = ? AND value = ? ORDER BY link LIMIT 100");
  rows.bind(key.entity).bind(key.kind).bind(key.value);
  return all<LinkId>(rows, [](const Query& row) { return LinkId{row.integer(0)}; });
}

std::vector<std::pair<std::string, LinkId>> Snapshot::keys_with_prefix(const std::string& entity, const std::string& kind,
                                                                      std::string_view prefix, std::size_t limit) {
  Query rows = db_->query("SELECT value, link FROM match_key WHERE entity = ? AND kind = ? AND value >= ? AND value < ? ORDER BY value, link LIMIT ?");
  rows.bind(entity).bind(kind).bind(prefix).bind(std::string(prefix) + "\xF4\x8F\xBF\xBF").bind(as_limit(limit));
  return all<std::pair<std::string, LinkId>>(rows, [](const Query& row) { return std::pair(row.text(0), LinkId{row.integer(1)}); });
}

std::vector<LinkId> Snapshot::links(const LinkFilter& filter, LinkId after, std::size_t limit) {
  Query rows = db_->query(
      "SELECT id FROM link l WHERE id > ? AND merged_into = 0 AND (? = '' OR entity = ?) AND "
      "(? = '' OR NOT EXISTS (SELECT 1 FROM record r WHERE r.link = l.id AND r.slot = ?)) ORDER BY id LIMIT ?");
  rows.bind(after.n).bind(filter.entity).bind(filter.entity).bind(filter.without).bind(filter.without).bind(as_limit(limit));
  return all<LinkId>(rows, [](const Query& row) { return LinkId{row.integer(0)}; });
}

std::vector<RecordKey> Snapshot::records(const std::string& system, const std::string& object, const std::string& after, std::size_t limit) {
  Query rows = db_->query("SELECT system, object, native FROM record WHERE system = ? AND object = ? AND native > ? AND link <> 0 ORDER BY native LIMIT ?");
  rows.bind(system).bind(object).bind(after).bind(as_limit(limit));
  return all<RecordKey>(rows, [](const Query& row) { return key_at(row, 0); });
}

std::vector<Event> Snapshot::events(std::optional<EventState> state, const RecordKey* of, EventId before, std::size_t limit) {
  std::string sql = "SELECT " + event_columns + " FROM event WHERE id < ?";
  if (state) sql += " AND state = ?";
  if (of) sql += " AND system = ? AND object = ? AND native = ?";
  Query rows = db_->query(sql + " ORDER BY id DESC LIMIT ?");
  rows.bind(before ? before.n : std::int64_t{1} << 62);
  if (state) rows.bind(*state);
  if (of) rows.bind(of->system).bind(of->object).bind(of->native);
  rows.bind(as_limit(limit));
  return all<Event>(rows, read_event);
}

std::vector<Effect> Snapshot::effects(LinkId of, EffectId before, std::size_t limit) {
  Query rows = db_->query("SELECT " + effect_columns + " FROM effect WHERE id < ? AND (? = 0 OR link = ?) ORDER BY id DESC LIMIT ?");
  rows.bind(before ? before.n : std::int64_t{1} << 62).bind(of.n).bind(of.n).bind(as_limit(limit));
  return all<Effect>(rows, read_effect);
}

std::vector<Conflict> Snapshot::conflicts(bool open_only, LinkId of, std::size_t limit) {
  Query rows = db_->query("SELECT " + conflict_columns + " FROM conflict WHERE (? = 0 OR closed_at = 0) AND (? = 0 OR link = ?) ORDER BY id DESC LIMIT ?");
  rows.bind(open_only ? 1 : 0).bind(of.n).bind(of.n).bind(as_limit(limit));
  return all<Conflict>(rows, read_conflict);
}

std::vector<DeadLetter> Snapshot::dead_letters(bool open_only, std::size_t limit) {
  Query rows = db_->query("SELECT " + dead_letter_columns + " FROM dead_letter WHERE (? = 0 OR closed_at = 0) ORDER BY id DESC LIMIT ?");
  rows.bind(open_only ? 1 : 0).bind(as_limit(limit));
  return all<DeadLetter>(rows, read_dead_letter);
}

std::vector<std::pair<LinkId, RecordKey>> Snapshot::find(std::string_view any_id, std::size_t limit) {
  Query rows = db_->query(
      "SELECT link, system, object, native FROM record WHERE native = ?1 AND link <> 0 UNION "
      "SELECT r.link, r.system, r.object, r.native FROM match_key k JOIN record r ON r.link = k.link WHERE k.value = ?1 LIMIT ?2");
  rows.bind(any_id).bind(as_limit(limit));
  return all<std::pair<LinkId, RecordKey>>(rows, [](const Query& row) { return std::pair(LinkId{row.integer(0)}, key_at(row, 1)); });
}

Counts Snapshot::counts() {
  Counts counts;
  const auto tally = [&](std::string_view sql, auto name) {
    std::map<std::string, std::uint64_t> found;
    Query rows = db_->query(sql);
    while (rows.next()) found[name(rows)] += static_cast<std::uint64_t>(rows.integer(0));
    return found;
  };
  counts.events = tally("SELECT count(*), state FROM event GROUP BY state", [](const Query& r) { return std::string(name_of(static_cast<EventState>(r.integer(1)))); });
  counts.effects = tally("SELECT count(*), system, state FROM effect GROUP BY system, state",
                         [](const Query& r) { return r.text(1) + " " + std::string(name_of(static_cast<EffectState>(r.integer(2)))); });
  counts.links = tally("SELECT count(*), entity FROM link WHERE merged_into = 0 GROUP BY entity", [](const Query& r) { return r.text(1); });
  counts.records = tally("SELECT count(*), system, object FROM record WHERE link <> 0 GROUP BY system, object", [](const Query& r) { return r.text(1) + " " + r.text(2); });
  const auto one = [&](std::string_view sql) {
    Query row = db_->query(sql);
    return row.next() && !row.is_null(0) ? row.integer(0) : 0;
  };
  counts.open_conflicts = static_cast<std::uint64_t>(one("SELECT count(*) FROM conflict WHERE closed_at = 0"));
  counts.dead_letters = static_cast<std::uint64_t>(one("SELECT count(*) FROM dead_letter WHERE closed_at = 0"));
  counts.duplicates = static_cast<std::uint64_t>(one("SELECT value FROM meta WHERE key = 'duplicates'"));
  if (const std::int64_t oldest = one("SELECT min(seen_at) FROM event WHERE state = 0"); oldest != 0) counts.oldest_queued = Instant{oldest};
  return counts;
}

}  // namespace syncline::sqlite
