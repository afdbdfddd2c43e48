// An effect is `waiting` for a parent (waits_for), an approval (held) or the end of a pause (paused), and planned when
// none of them is left. `hold` stays when it was approved. A stop's scope is the text of scope_of().
#include <string_view>

namespace syncline {

extern const std::string_view sqlite_0002_holds;
const std::string_view sqlite_0002_holds = R"sql(

CREATE TABLE hold (
  id INTEGER PRIMARY KEY,
  system TEXT NOT NULL, entity TEXT NOT NULL, op INTEGER NOT NULL, cause TEXT NOT NULL,
  opened_at INTEGER NOT NULL, closed_at INTEGER NOT NULL, resolution TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX hold_open ON hold (system, entity, op) WHERE closed_at = 0;

CREATE TABLE stop (
  scope TEXT PRIMARY KEY,
  kind INTEGER NOT NULL, system TEXT NOT NULL, entity TEXT NOT NULL, link INTEGER NOT NULL,
  reason TEXT NOT NULL, by_whom TEXT NOT NULL, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;

ALTER TABLE effect ADD COLUMN hold INTEGER NOT NULL DEFAULT 0;
ALTER TABLE effect ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE effect ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
CREATE INDEX effect_held ON effect (hold, id) WHERE held = 1 AND state = 1;
CREATE INDEX effect_unknown ON effect (system, due_at, id) WHERE state = 3;
CREATE INDEX effect_paused ON effect (id) WHERE paused = 1 AND state = 1;

)sql";

}  // namespace syncline
