// Instants are µs UTC, 0 = not yet. States, kinds and the like are the numbers of the model's enumerations; an id of 0
// is none. `payload`, `changes` and `body` are packed (store/packed.h).
#include <string_view>

namespace syncline {

extern const std::string_view sqlite_0001_initial;
const std::string_view sqlite_0001_initial = R"sql(

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Sums that every commit keeps up to date: 0 events by state, 1 effects by "system state", 2 links by entity,
-- 3 records by "system object", 4 duplicates.
CREATE TABLE counter (
  kind INTEGER NOT NULL, name TEXT NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY (kind, name)) STRICT, WITHOUT ROWID;

CREATE TABLE cursor (
  system TEXT NOT NULL, object TEXT NOT NULL, position TEXT NOT NULL, scanned_at INTEGER NOT NULL,
  PRIMARY KEY (system, object)) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  system TEXT NOT NULL, object TEXT NOT NULL, native TEXT NOT NULL,
  dedup TEXT,
  source INTEGER NOT NULL, priority INTEGER NOT NULL,
  state INTEGER NOT NULL, reason TEXT NOT NULL,
  seen_at INTEGER NOT NULL, due_at INTEGER NOT NULL, ended_at INTEGER NOT NULL,
  attempt INTEGER NOT NULL, cause INTEGER NOT NULL, hops INTEGER NOT NULL, trace TEXT NOT NULL,
  payload BLOB) STRICT;
CREATE UNIQUE INDEX event_dedup ON event (system, dedup) WHERE dedup IS NOT NULL;
-- Open events (queued, held): the dispatcher refills from the first, a record's lane from the second.
CREATE INDEX event_due ON event (priority, due_at, id, system, object, native) WHERE state < 2;
CREATE INDEX event_open ON event (system, object, native, id) WHERE state < 2;
CREATE INDEX event_of ON event (system, object, native);
-- In conflict or dead-lettered: few, and looked for.
CREATE INDEX event_attention ON event (state) WHERE state >= 6;

-- Ledger and journal in one.
CREATE TABLE effect (
  id INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL, link INTEGER NOT NULL, slot TEXT NOT NULL,
  system TEXT NOT NULL, object TEXT NOT NULL, native TEXT NOT NULL,
  op INTEGER NOT NULL, business_key TEXT NOT NULL, precondition TEXT NOT NULL,
  state INTEGER NOT NULL, reason TEXT NOT NULL, waits_for INTEGER NOT NULL, priority INTEGER NOT NULL,
  epoch INTEGER NOT NULL, attempt INTEGER NOT NULL,
  planned_at INTEGER NOT NULL, due_at INTEGER NOT NULL, sent_at INTEGER NOT NULL, done_at INTEGER NOT NULL,
  cause INTEGER NOT NULL, hops INTEGER NOT NULL, trace TEXT NOT NULL,
  error TEXT, changes BLOB NOT NULL) STRICT;
-- One open write per member.
CREATE UNIQUE INDEX effect_open ON effect (link, slot) WHERE state < 4;
CREATE INDEX effect_of ON effect (link);
CREATE INDEX effect_due ON effect (system, priority, due_at, id) WHERE state IN (0, 3);
CREATE INDEX effect_sending ON effect (epoch) WHERE state = 2;
CREATE INDEX effect_waiting ON effect (waits_for) WHERE state = 1;
-- Nothing is created twice for one reason.
CREATE UNIQUE INDEX effect_create ON effect (system, business_key) WHERE op = 0 AND state < 5;

CREATE TABLE link (
  id INTEGER PRIMARY KEY, entity TEXT NOT NULL, merged_into INTEGER NOT NULL, made_at INTEGER NOT NULL) STRICT;
CREATE INDEX link_entity ON link (entity);

-- One row per link, by rowid: an outcome rewrites this row and no other of the link.
CREATE TABLE shadow (link INTEGER PRIMARY KEY, version INTEGER NOT NULL, body BLOB NOT NULL) STRICT;

-- Every record that was seen or linked; link 0 = not linked. `seen` is the hash of its latest reading.
CREATE TABLE record (
  system TEXT NOT NULL, object TEXT NOT NULL, native TEXT NOT NULL,
  link INTEGER NOT NULL, slot TEXT NOT NULL, state INTEGER NOT NULL, seen BLOB,
  PRIMARY KEY (system, object, native)) STRICT, WITHOUT ROWID;
CREATE INDEX record_link ON record (link, slot, state) WHERE link <> 0;

CREATE TABLE match_key (
  entity TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, link INTEGER NOT NULL,
  PRIMARY KEY (entity, kind, value, link)) STRICT, WITHOUT ROWID;
CREATE INDEX match_key_link ON match_key (link);

CREATE TABLE conflict (
  id INTEGER PRIMARY KEY,
  link INTEGER NOT NULL, kind INTEGER NOT NULL, field TEXT NOT NULL,
  system TEXT NOT NULL, object TEXT NOT NULL, native TEXT NOT NULL,
  sides TEXT NOT NULL, message TEXT NOT NULL, event INTEGER NOT NULL, effect INTEGER NOT NULL,
  opened_at INTEGER NOT NULL, closed_at INTEGER NOT NULL, resolution TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX conflict_open ON conflict (link, kind, field, system, object, native) WHERE closed_at = 0;
CREATE INDEX conflict_of ON conflict (link);
CREATE INDEX conflict_closed ON conflict (closed_at) WHERE closed_at <> 0;

CREATE TABLE dead_letter (
  id INTEGER PRIMARY KEY,
  event INTEGER NOT NULL, effect INTEGER NOT NULL,
  system TEXT NOT NULL, object TEXT NOT NULL, native TEXT NOT NULL,
  error TEXT NOT NULL, opened_at INTEGER NOT NULL, closed_at INTEGER NOT NULL) STRICT;
CREATE INDEX dead_letter_event ON dead_letter (event) WHERE closed_at = 0;
CREATE INDEX dead_letter_effect ON dead_letter (effect) WHERE closed_at = 0;
CREATE INDEX dead_letter_closed ON dead_letter (closed_at) WHERE closed_at <> 0;

)sql";

}  // namespace syncline
