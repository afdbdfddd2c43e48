#pragma once
// Thin ownership over SQLite's C interface: connections, cached statements, typed columns. Not thread-safe.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/time.h"

struct sqlite3;
struct sqlite3_stmt;

namespace syncline::sqlite {

/// A failed call: thrown inside the module only, turned into an Error at its border.
struct Failed {
  int code = 0;  ///< SQLite's extended result code
  std::string what;
};
bool is_full(const Failed&);
bool is_constraint(const Failed&);
Error to_error(const Failed&, const std::string& path);

/// A statement being bound and stepped; resets itself when it goes.
class Query {
 public:
  Query(sqlite3* db, sqlite3_stmt* statement) : db_(db), statement_(statement) {}
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query();

  Query& bind(std::int64_t);
  Query& bind(int n) { return bind(static_cast<std::int64_t>(n)); }
  Query& bind(Instant at) { return bind(at.us); }
  Query& bind(std::string_view text);
  Query& bind(const char* text) { return bind(std::string_view(text)); }
  Query& bind_blob(std::string_view bytes);
  Query& bind_null();
  template <class Enum>
    requires std::is_enum_v<Enum>
  Query& bind(Enum e) {
    return bind(static_cast<std::int64_t>(e));
  }

  bool next();     ///< steps to a row; throws Failed
  void run();      ///< steps to the end
  std::int64_t integer(int column) const;
  Instant instant(int column) const { return {integer(column)}; }
  std::string text(int column) const;  ///< also of blobs; null is empty
  bool is_null(int column) const;

 private:
  sqlite3* db_;
  sqlite3_stmt* statement_;
  int bound_ = 0;
};

struct OpenMode {
  bool writes = false;
  bool full_sync = true;
  std::string vfs;
  int cache_kib = 2048;
};

class Database {
 public:
  Database(const std::string& path, const OpenMode&);  ///< throws Failed
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Query query(std::string_view sql);  ///< prepared once, kept
  void execute(const char* sql);
  std::int64_t last_id() const;
  std::int64_t changes() const;
  /// Frames now in the write-ahead log, as of the last commit.
  int wal_frames() const { return wal_frames_; }
  void checkpoint();  ///< as far as readers allow; never waits
  sqlite3* handle() { return db_; }

 private:
  sqlite3* db_ = nullptr;
  int wal_frames_ = 0;
  std::map<std::string, sqlite3_stmt*, std::less<>> statements_;
};

}  // namespace syncline::sqlite
