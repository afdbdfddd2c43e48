#include "store/sqlite/database.h"

#include <optional>
#include <sqlite3.h>

namespace syncline::sqlite {
namespace {

constexpr int wait_for_lock_ms = 5000;

Trouble::Kind kind_of(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL: return Trouble::Kind::full;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
    case SQLITE_RANGE:
    case SQLITE_ERROR:
    case SQLITE_MISUSE: return Trouble::Kind::job;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN: return Trouble::Kind::denied;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT: return Trouble::Kind::foreign;
    default: return Trouble::Kind::failed;
  }
}

int remember_frames(void* frames, sqlite3*, const char*, int count) {
  *static_cast<std::int64_t*>(frames) = count;
  return SQLITE_OK;
}

int size_of(std::string_view bytes) { return static_cast<int>(bytes.size()); }

// An empty view may hold a null pointer, which would bind NULL.
const char* data_of(std::string_view bytes) { return bytes.empty() ? "" : bytes.data(); }

}  // namespace

Error error_of(const Trouble& trouble, const std::string& place) {
  Error error{ErrorClass::transient,
              "store.failed",
              trouble.message,
              place,
              "check the disk and its messages, then start again: what was acknowledged is kept",
              std::nullopt};
  switch (trouble.kind) {
    case Trouble::Kind::full:
      error.code = "store.full";
      error.remedy = "free space on this disk; the store goes on by itself";
      break;
    case Trouble::Kind::job:
      error.cls = ErrorClass::validation;
      error.code = "store.refused";
      error.remedy = "this is a defect of the program: report it with this message";
      break;
    case Trouble::Kind::denied:
      error.cls = ErrorClass::permission;
      error.code = "store.permission";
      error.remedy = "make the folder, and let this user write it";
      break;
    case Trouble::Kind::foreign:
      error.cls = ErrorClass::config;
      error.code = "store.foreign";
      error.remedy = "this is no database of ours, or a damaged one: name another folder or restore a backup";
      break;
    case Trouble::Kind::failed: break;
  }
  return error;
}

Rows::~Rows() { sqlite3_reset(statement_); }

bool Rows::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) db_.raise(code, sqlite3_sql(statement_));
  return false;
}

std::int64_t Rows::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view Rows::view(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  if (!bytes) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Rows::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

void Database::Close::operator()(sqlite3* db) const { sqlite3_close_v2(db); }
void Database::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Database::Database(const Options& options) {
  // Else every allocation of every connection takes one mutex, to count. Refused, and harmless, once SQLite is in use.
  static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(uncounted);
  sqlite3* raw = nullptr;
  const int access = options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(options.path.c_str(), &raw, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                                   options.vfs.empty() ? nullptr : options.vfs.c_str());
  db_.reset(raw);
  check(code, options.path);
  sqlite3_busy_timeout(raw, wait_for_lock_ms);
  // Only the writer checkpoints, also at the end: a failed or crashed process must not touch the database file.
  sqlite3_db_config(raw, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_wal_hook(raw, remember_frames, &wal_frames_);  // takes the place of the automatic checkpoint
}

Database::~Database() { statements_.clear(); }

void Database::script(const std::string& sql) {
  check(sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr), sql);
}

std::int64_t Database::last_id() const { return sqlite3_last_insert_rowid(db_.get()); }

bool Database::in_transaction() const { return sqlite3_get_autocommit(db_.get()) == 0; }

std::int64_t Database::checkpoint(bool truncate) {
  int frames = 0, copied = 0;
  const int mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
  const int code = sqlite3_wal_checkpoint_v2(db_.get(), nullptr, mode, &frames, &copied);
  if ((code & 0xff) == SQLITE_BUSY) return 0;
  check(code, "checkpoint");
  if (truncate) wal_frames_ = 0;
  return copied;
}

bool Database::begin_log_anew() {
  sqlite3_busy_timeout(db_.get(), 0);
  const int code = sqlite3_wal_checkpoint_v2(db_.get(), nullptr, SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
  sqlite3_busy_timeout(db_.get(), wait_for_lock_ms);
  if ((code & 0xff) == SQLITE_BUSY) return false;
  check(code, "checkpoint");
  return true;
}

void Database::bind(sqlite3_stmt* statement, int index, std::int64_t number) {
  check(sqlite3_bind_int64(statement, index, number), "bind");
}
void Database::bind(sqlite3_stmt* statement, int index, std::string_view text) {
  check(sqlite3_bind_text(statement, index, data_of(text), size_of(text), SQLITE_TRANSIENT), "bind");  // NOLINT
}
void Database::bind(sqlite3_stmt* statement, int index, const Blob& blob) {
  check(sqlite3_bind_blob(statement, index, data_of(blob.bytes), size_of(blob.bytes), SQLITE_TRANSIENT),
        "bind");  // NOLINT
}
void Database::bind(sqlite3_stmt* statement, int index, std::nullptr_t) {
  check(sqlite3_bind_null(statement, index), "bind");
}

sqlite3_stmt* Database::prepared(Sql literal) {
  const std::string_view sql = literal.text;
  auto& statement = statements_[sql.data()];
  if (!statement) {
    sqlite3_stmt* raw = nullptr;
    const int code = sqlite3_prepare_v3(db_.get(), sql.data(), size_of(sql), SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    statement.reset(raw);
    check(code, sql);
  }
  if (sqlite3_stmt_busy(statement.get()) != 0) {
    throw Trouble{Trouble::Kind::job, "a statement is used within itself: " + std::string(sql)};
  }
  return statement.get();
}

std::int64_t Database::finish(sqlite3_stmt* statement) {
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(statement);
  sqlite3_reset(statement);
  if (code != SQLITE_DONE) raise(code, sqlite3_sql(statement));
  return sqlite3_changes64(db_.get());
}

void Database::raise(int code, std::string_view doing) const {
  const char* message = db_ ? sqlite3_errmsg(db_.get()) : sqlite3_errstr(code);
  throw Trouble{kind_of(code),
                std::string(message) + " (SQLite " + std::to_string(code) + ", in: " + std::string(doing) + ")"};
}

void Database::check(int code, std::string_view doing) const {
  if (code != SQLITE_OK) raise(code, doing);
}

}  // namespace syncline::sqlite
