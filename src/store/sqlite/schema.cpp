#include "store/sqlite/schema.h"

#include <sqlite3.h>

namespace syncline::sqlite {
namespace {

// States are stored as the numbers of model/event.h and model/effect.h; instants as microseconds since 1970; hashes and
// documents as blobs. `effect` is ledger and journal in one: inserted once, closed once.
constexpr const char* version_1 = R"sql(
CREATE TABLE event (
  id INTEGER PRIMARY KEY, system TEXT NOT NULL, object TEXT NOT NULL, native TEXT NOT NULL, dedup TEXT,
  source INTEGER NOT NULL, priority INTEGER NOT NULL, state INTEGER NOT NULL, reason TEXT NOT NULL DEFAULT '',
  seen_at INTEGER NOT NULL, due_at INTEGER NOT NULL, ended_at INTEGER NOT NULL DEFAULT 0,
  attempt INTEGER NOT NULL DEFAULT 0, cause INTEGER NOT NULL DEFAULT 0, hops INTEGER NOT NULL DEFAULT 0,
  trace TEXT NOT NULL DEFAULT '', payload BLOB) STRICT;
CREATE UNIQUE INDEX event_dedup ON event (system, dedup) WHERE dedup IS NOT NULL;
CREATE INDEX event_due ON event (priority, due_at, id, system, object, native) WHERE state < 2;
CREATE INDEX event_record ON event (system, object, native, id);
CREATE INDEX event_ended ON event (ended_at) WHERE state > 1;

CREATE TABLE effect (
  id INTEGER PRIMARY KEY, batch INTEGER NOT NULL DEFAULT 0, event INTEGER NOT NULL DEFAULT 0, link INTEGER NOT NULL,
  slot TEXT NOT NULL, system TEXT NOT NULL, object TEXT NOT NULL, native TEXT NOT NULL, op INTEGER NOT NULL,
  bkey TEXT NOT NULL, state INTEGER NOT NULL, epoch INTEGER NOT NULL DEFAULT 0, attempt INTEGER NOT NULL DEFAULT 0,
  planned_at INTEGER NOT NULL, sent_at INTEGER NOT NULL DEFAULT 0, done_at INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL, precondition TEXT NOT NULL DEFAULT '', waits_for INTEGER NOT NULL DEFAULT 0,
  hops INTEGER NOT NULL DEFAULT 0, trace TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
  error BLOB, change BLOB NOT NULL) STRICT;
CREATE INDEX effect_due ON effect (system, due_at, id) WHERE state IN (0, 3);
CREATE INDEX effect_link ON effect (link, id);
CREATE INDEX effect_open ON effect (link, slot) WHERE state < 4;
CREATE INDEX effect_waiting ON effect (waits_for) WHERE state = 1;
CREATE INDEX effect_done ON effect (done_at) WHERE state > 3;
CREATE UNIQUE INDEX effect_create ON effect (system, bkey) WHERE op = 0 AND state NOT IN (5, 6);

CREATE TABLE link (id INTEGER PRIMARY KEY, entity TEXT NOT NULL, version INTEGER NOT NULL, merged_into INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX link_entity ON link (entity, id) WHERE merged_into = 0;
CREATE TABLE record (
  id INTEGER PRIMARY KEY, system TEXT NOT NULL, object TEXT NOT NULL, native TEXT NOT NULL, link INTEGER NOT NULL DEFAULT 0,
  slot TEXT NOT NULL DEFAULT '', seen BLOB) STRICT;
CREATE UNIQUE INDEX record_key ON record (system, object, native);
CREATE INDEX record_link ON record (link) WHERE link <> 0;
CREATE INDEX record_native ON record (native);
CREATE TABLE shadow (link INTEGER PRIMARY KEY, fields BLOB NOT NULL) STRICT;
CREATE TABLE match_key (
  entity TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, link INTEGER NOT NULL, claimed INTEGER NOT NULL,
  PRIMARY KEY (entity, kind, value, link)) STRICT, WITHOUT ROWID;
CREATE INDEX match_key_link ON match_key (link);
CREATE INDEX match_key_value ON match_key (value);
CREATE TABLE cursor (
  system TEXT NOT NULL, object TEXT NOT NULL, position TEXT NOT NULL, scanned_at INTEGER NOT NULL,
  PRIMARY KEY (system, object)) STRICT, WITHOUT ROWID;

CREATE TABLE conflict (
  id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, link INTEGER NOT NULL, system TEXT NOT NULL, object TEXT NOT NULL,
  native TEXT NOT NULL, field TEXT NOT NULL, sides BLOB NOT NULL, message TEXT NOT NULL, event INTEGER NOT NULL,
  effect INTEGER NOT NULL, opened_at INTEGER NOT NULL, closed_at INTEGER NOT NULL DEFAULT 0, resolution TEXT NOT NULL DEFAULT '') STRICT;
CREATE INDEX conflict_open ON conflict (link, kind, field) WHERE closed_at = 0;
CREATE TABLE dead_letter (
  id INTEGER PRIMARY KEY, event INTEGER NOT NULL, effect INTEGER NOT NULL, system TEXT NOT NULL, object TEXT NOT NULL,
  native TEXT NOT NULL, error BLOB NOT NULL, opened_at INTEGER NOT NULL, closed_at INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX dead_letter_open ON dead_letter (id) WHERE closed_at = 0;

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('schema', 1), ('epoch', 0), ('duplicates', 0);
)sql";

std::int64_t version_of(Database& db) {
  if (!db.query("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").next()) return 0;
  Query query = db.query("SELECT value FROM meta WHERE key = 'schema'");
  return query.next() ? query.integer(0) : 0;
}

}  // namespace

void bring_up_to_date(Database& db) {
  db.execute("BEGIN IMMEDIATE");
  try {
    const std::int64_t version = version_of(db);
    if (version > schema_version) {
      throw Failed{SQLITE_SCHEMA, "the database has schema version " + std::to_string(version) + ", this program knows " + std::to_string(schema_version)};
    }
    if (version == 0) db.execute(version_1);
    db.execute("COMMIT");
  } catch (...) {
    sqlite3_exec(db.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
}

}  // namespace syncline::sqlite
