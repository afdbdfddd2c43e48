#include "store/sqlite/schema.h"

#include "base/mutant.h"

namespace syncline::sqlite {
namespace {

constexpr std::int64_t application_id = 0x53594e43;  // "SYNC"

std::int64_t number(Database& db, Sql pragma) {
  Rows rows = db.query(pragma);
  return rows.next() ? rows.integer(0) : 0;
}

bool is_new(Database& db) { return number(db, "SELECT count(*) FROM sqlite_schema") == 0; }

void apply(Database& db, std::int64_t version, std::span<const Migration> steps) {
  if (version == 0) {
    db.script("PRAGMA application_id = " + std::to_string(application_id));
    db.script("CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID");
    db.script("INSERT INTO meta (key, value) VALUES ('schema', 0), ('epoch', 0)");
  }
  for (const Migration& step : steps) {
    if (step.version > version) db.script(std::string(step.sql));
  }
  db.run("UPDATE meta SET value = ? WHERE key = 'schema'", steps.back().version);
}

std::int64_t version_of(Database& db) {
  return is_new(db) ? 0 : number(db, "SELECT value FROM meta WHERE key = 'schema'");
}

Error newer(std::int64_t version, std::int64_t known, const std::string& place) {
  return {ErrorClass::config,
          "store.newer",
          "the database has schema " + std::to_string(version) + ", this program knows up to " + std::to_string(known),
          place,
          "run the newer program, or restore the backup made before its first start",
          std::nullopt};
}

}  // namespace

void require_ours(Database& db) {
  if (is_new(db) || number(db, "PRAGMA application_id") == application_id) return;
  throw Trouble{Trouble::Kind::foreign, "the file is a database of another program"};
}

std::int64_t page_size(Database& db) { return number(db, "PRAGMA page_size"); }

void set_up_writer(Database& db, bool full_sync) {
  db.script("PRAGMA page_size = 4096");  // of a new database; half as much is logged per commit as with 8192
  db.script("PRAGMA auto_vacuum = INCREMENTAL");
  if (Rows mode = db.query("PRAGMA journal_mode = WAL"); !mode.next() || mode.view(0) != "wal") {
    throw Trouble{Trouble::Kind::failed, "the file system cannot hold a write-ahead log (WAL)"};
  }
  full_sync &= !mutant("synchronous-normal");
  db.script(full_sync ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  db.script(
      "PRAGMA cache_size = -32768; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF");
}

void set_up_reader(Database& db) {
  // Small: a snapshot after another commit begins with an empty cache anyway.
  db.script("PRAGMA query_only = ON; PRAGMA cache_size = -1024; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY");
  db.script("PRAGMA trusted_schema = OFF");
}

Result<void, Error> require_current(Database& db, std::span<const Migration> steps, const std::string& place) {
  const std::int64_t known = steps.back().version, version = version_of(db);
  if (version > known) return fail(newer(version, known, place));
  if (version == known) return {};
  return fail(Error{ErrorClass::config, "store.older",
                    "the database has schema " + std::to_string(version) + " of an older program, or is being made",
                    place, "start `syncline run` once, which brings it up to date", std::nullopt});
}

Result<void, Error> migrate(Database& db, std::span<const Migration> steps, const std::string& place) {
  const std::int64_t known = steps.back().version, version = version_of(db);
  if (version == known) return {};
  if (version > known) return fail(newer(version, known, place));
  try {
    db.script("BEGIN IMMEDIATE");
    apply(db, version, steps);
    db.script("COMMIT");
  } catch (const Trouble&) {
    if (db.in_transaction()) db.script("ROLLBACK");
    throw;
  }
  return {};
}

}  // namespace syncline::sqlite
