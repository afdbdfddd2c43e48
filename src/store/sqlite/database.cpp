#include "store/sqlite/database.h"

#include <sqlite3.h>

namespace syncline::sqlite {
namespace {

[[noreturn]] void throw_failed(sqlite3* db, std::string_view doing) {
  throw Failed{db ? sqlite3_extended_errcode(db) : SQLITE_NOMEM, std::string(doing) + ": " + (db ? sqlite3_errmsg(db) : "out of memory")};
}

int remember_wal(void* frames, sqlite3*, const char*, int count) {
  *static_cast<int*>(frames) = count;
  return SQLITE_OK;
}

}  // namespace

bool is_full(const Failed& failed) { return (failed.code & 0xFF) == SQLITE_FULL; }
bool is_constraint(const Failed& failed) { return (failed.code & 0xFF) == SQLITE_CONSTRAINT; }

Error to_error(const Failed& failed, const std::string& path) {
  Error error{ErrorClass::transient, "store.failed", failed.what, path, "see the disk and its messages, then start again", std::nullopt};
  switch (failed.code & 0xFF) {
    case SQLITE_FULL: error.code = "store.full", error.remedy = "free space on this disk"; break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN: error.cls = ErrorClass::permission, error.code = "store.permission", error.remedy = "let this user write the data folder"; break;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT: error.cls = ErrorClass::config, error.code = "store.foreign", error.remedy = "this is no database of ours, or a damaged one: restore a backup"; break;
    default: break;
  }
  return error;
}

Query::~Query() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Query& Query::bind(std::int64_t n) {
  sqlite3_bind_int64(statement_, ++bound_, n);
  return *this;
}
Query& Query::bind(std::string_view text) {
  sqlite3_bind_text64(statement_, ++bound_, text.data() ? text.data() : "", text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}
Query& Query::bind_blob(std::string_view bytes) {
  sqlite3_bind_blob64(statement_, ++bound_, bytes.data() ? bytes.data() : "", bytes.size(), SQLITE_TRANSIENT);
  return *this;
}
Query& Query::bind_null() {
  sqlite3_bind_null(statement_, ++bound_);
  return *this;
}

bool Query::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  throw_failed(db_, sqlite3_sql(statement_));
}

void Query::run() {
  while (next()) {
  }
}

std::int64_t Query::integer(int column) const { return sqlite3_column_int64(statement_, column); }
bool Query::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
std::string Query::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes ? std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size)) : std::string();
}

Database::Database(const std::string& path, const OpenMode& mode) {
  const int flags = (mode.writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX;
  const int opened = sqlite3_open_v2(path.c_str(), &db_, flags, mode.vfs.empty() ? nullptr : mode.vfs.c_str());
  try {
    if (opened != SQLITE_OK) throw_failed(db_, "open " + path);
    sqlite3_extended_result_codes(db_, 1);
    sqlite3_busy_timeout(db_, 5000);
    execute("PRAGMA mmap_size=0");
    execute(("PRAGMA cache_size=-" + std::to_string(mode.cache_kib)).c_str());
    if (!mode.writes) return;
    execute("PRAGMA page_size=8192");
    execute("PRAGMA auto_vacuum=INCREMENTAL");
    execute("PRAGMA journal_mode=WAL");
    execute(mode.full_sync ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
    execute("PRAGMA foreign_keys=OFF");
    // Only the writer checkpoints, and only when asked: SQLite 3.40 can damage a file when two connections race in it.
    execute("PRAGMA wal_autocheckpoint=0");
    sqlite3_wal_hook(db_, remember_wal, &wal_frames_);
  } catch (...) {
    sqlite3_close_v2(db_);
    throw;
  }
}

Database::~Database() {
  for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close_v2(db_);
}

Query Database::query(std::string_view sql) {
  auto found = statements_.find(sql);
  if (found == statements_.end()) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
      throw_failed(db_, sql);
    }
    found = statements_.emplace(std::string(sql), statement).first;
  }
  return {db_, found->second};
}

void Database::execute(const char* sql) {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) throw_failed(db_, sql);
}

std::int64_t Database::last_id() const { return sqlite3_last_insert_rowid(db_); }
std::int64_t Database::changes() const { return sqlite3_changes64(db_); }

void Database::checkpoint() {
  if (sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr) != SQLITE_OK &&
      (sqlite3_errcode(db_) & 0xFF) != SQLITE_BUSY) {
    throw_failed(db_, "checkpoint");
  }
  wal_frames_ = 0;
}

}  // namespace syncline::sqlite
