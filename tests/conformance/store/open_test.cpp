// Opening: new, old, newer and foreign files; migrations are all or nothing.
#include <array>

#include "runtime/thread_runtime.h"
#include "store/migrations/migration.h"
#include "store/sqlite/schema.h"
#include "tests/conformance/store/bench.h"

namespace syncline::conformance {
namespace {

using sqlite::Database;

Database::Options writing(const MemoryDisk& disk) { return {"state.db", disk.vfs(), false}; }

StoreOptions on(const MemoryDisk& disk) {
  StoreOptions options;
  options.path = "state.db";
  options.vfs = disk.vfs();
  return options;
}

std::int64_t number(Database& db, sqlite::Sql sql) {
  sqlite::Rows rows = db.query(sql);
  return rows.next() ? rows.integer(0) : -1;
}

TEST_CASE("a new database has the settings that promises rest on") {
  const MemoryDisk disk;
  ThreadRuntime rt;
  {
    Bench(rt, on(disk)).store();
  }
  Database db(writing(disk));
  sqlite::set_up_writer(db, true);
  CHECK(number(db, "PRAGMA page_size") == 4096);
  CHECK(number(db, "PRAGMA auto_vacuum") == 2);
  CHECK(number(db, "PRAGMA synchronous") == 2);
  CHECK(number(db, "PRAGMA mmap_size") <= 0);
  CHECK(number(db, "PRAGMA wal_autocheckpoint") == 0);
  CHECK(db.query("PRAGMA journal_mode").next());
  CHECK(number(db, "SELECT value FROM meta WHERE key = 'schema'") == sqlite_migrations().back().version);
}

TEST_CASE("versions of the schema ascend without gaps") {
  std::int64_t version = 0;
  for (const Migration& step : sqlite_migrations()) CHECK(step.version == ++version);
  CHECK(version > 0);
}

TEST_CASE("a database of a newer program is refused and left as it is") {
  const MemoryDisk disk;
  ThreadRuntime rt;
  {
    Bench(rt, on(disk)).write([](Tx& tx) { tx.set_setting("a", "b"); });
  }
  Database(writing(disk)).run("UPDATE meta SET value = 999 WHERE key = 'schema'");
  const auto opened = open_store(rt, on(disk));
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == "store.newer");
  CHECK(opened.error().cls == ErrorClass::config);
  CHECK(opened.error().message.find("999") != std::string::npos);
  CHECK_FALSE(opened.error().remedy.empty());
  Database db(writing(disk));
  CHECK(number(db, "SELECT count(*) FROM setting") == 1);
}

TEST_CASE("a migration that fails halfway changes nothing; a whole one keeps the data") {
  const MemoryDisk disk;
  ThreadRuntime rt;
  {
    Bench(rt, on(disk)).write([](Tx& tx) { tx.set_setting("a", "b"); });
  }
  const auto steps = sqlite_migrations();
  std::vector<Migration> next(steps.begin(), steps.end());
  const std::int64_t now = next.back().version;
  next.push_back({now + 1, "adds a table", "CREATE TABLE added (x INTEGER) STRICT"});
  next.push_back({now + 2, "is broken", "INSERT INTO added VALUES (1); INSERT INTO missing VALUES (1)"});
  Database db(writing(disk));
  CHECK_THROWS_AS(static_cast<void>(sqlite::migrate(db, next, "state.db")), sqlite::Trouble);
  CHECK_FALSE(db.in_transaction());
  CHECK(number(db, "SELECT value FROM meta WHERE key = 'schema'") == now);
  CHECK(number(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'added'") == 0);
  next.pop_back();
  CHECK(sqlite::migrate(db, next, "state.db"));
  CHECK(number(db, "SELECT value FROM meta WHERE key = 'schema'") == now + 1);
  CHECK(number(db, "SELECT count(*) FROM setting") == 1);
  CHECK(number(db, "SELECT count(*) FROM added") == 0);
}

TEST_CASE("a database of another program is refused and not touched") {
  const MemoryDisk disk;
  ThreadRuntime rt;
  Database(writing(disk)).script("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)");
  const std::uint64_t size = disk.bytes();
  const auto opened = open_store(rt, on(disk));
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == "store.foreign");
  CHECK(disk.bytes() == size);
}

TEST_CASE("a path that cannot be opened is named") {
  ThreadRuntime rt;
  StoreOptions options;
  options.path = "/nonexistent/folder/state.db";
  const auto opened = open_store(rt, options);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == "store.permission");
  CHECK(opened.error().place == options.path);
}

TEST_CASE("who looks on sees what is committed, and stands in nobody's way, neither while nor after") {
  const MemoryDisk disk;
  ThreadRuntime rt;
  Bench bench(rt, on(disk));
  bench.write([](Tx& tx) { tx.set_setting("a", "before"); });
  {
    const auto onlooker = open_to_read(on(disk));
    REQUIRE(onlooker.ok());
    const auto snapshot = (*onlooker)->reader();
    CHECK(snapshot->setting("a") == "before");
    bench.write([](Tx& tx) { tx.set_setting("a", "after"); });
    CHECK(snapshot->setting("a") == "before");
    CHECK((*onlooker)->reader()->setting("a") == "after");
    const auto refused = (*onlooker)->write([](Tx& tx) { tx.set_setting("a", "mine"); });
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "store.read_only");
  }
  const std::uint64_t synced = disk.syncs(), kept = disk.bytes();
  CHECK((*open_to_read(on(disk)))->reader()->setting("a") == "after");
  CHECK(disk.syncs() == synced);  // a checkpoint would write and sync the database
  CHECK(disk.bytes() == kept);
}

TEST_CASE("who looks on makes nothing and migrates nothing") {
  const MemoryDisk disk;
  ThreadRuntime rt;
  CHECK_FALSE(open_to_read(on(disk)).ok());
  {
    Bench(rt, on(disk)).write([](Tx& tx) { tx.set_setting("a", "b"); });
  }
  Database(writing(disk)).run("UPDATE meta SET value = 0 WHERE key = 'schema'");
  const auto older = open_to_read(on(disk));
  REQUIRE_FALSE(older);
  CHECK(older.error().code == "store.older");
  Database db(writing(disk));
  CHECK(number(db, "SELECT value FROM meta WHERE key = 'schema'") == 0);
}

}  // namespace
}  // namespace syncline::conformance
