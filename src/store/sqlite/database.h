#pragma once
// Database: one SQLite connection with its prepared statements. Used by one task at a time.
//
// Inside this folder errors are thrown as Trouble; every verb of the store catches them at its border.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include "base/error.h"
#include "base/hash.h"
#include "base/id.h"
#include "base/time.h"
#include "model/stored_words.h"

struct sqlite3;
struct sqlite3_stmt;

namespace syncline::sqlite {

struct Trouble {
  enum class Kind : std::uint8_t {
    full,     ///< no space; the transaction can be rolled back and tried later
    job,      ///< this statement or its values were refused; others may go on
    denied,   ///< the file may not be opened or written
    foreign,  ///< no database, or a damaged one
    failed,   ///< I/O, lock, memory: nothing more may be trusted to this connection
  };
  Kind kind = Kind::failed;
  std::string message;
};
Error error_of(const Trouble&, const std::string& place);

struct Blob {
  std::string_view bytes;
};

/// A statement's text: a literal, since prepared statements are kept by its address.
struct Sql {
  template <std::size_t N>
  consteval Sql(const char (&literal)[N]) : text(literal, N - 1) {}  // NOLINT: implicit by design
  std::string_view text;
};

class Database;

/// The rows of a running statement. Text and blobs are valid until the next row.
class Rows {
 public:
  Rows(Database& db, sqlite3_stmt* statement) : db_(db), statement_(statement) {}
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  ~Rows();

  bool next();
  std::int64_t integer(int column) const;
  std::string_view view(int column) const;  ///< text or blob; empty for null
  std::string text(int column) const { return std::string(view(column)); }
  bool is_null(int column) const;
  Instant instant(int column) const { return {integer(column)}; }
  /// Throws Trouble when the number is no value of the enumeration: the row is damaged.
  template <class Enum>
  Enum as(int column) const {
    if (const auto word = enum_from<Enum>(integer(column))) return *word;
    throw Trouble{Trouble::Kind::failed,
                  damaged("a row holds the unknown word " + std::to_string(integer(column))).message};
  }
  template <class Tag>
  Id<Tag> id(int column) const {
    return {integer(column)};
  }

 private:
  Database& db_;
  sqlite3_stmt* statement_;
};

class Database {
 public:
  struct Options {
    std::string path, vfs;
    bool read_only = false;
  };
  explicit Database(const Options&);  // throws Trouble
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Statements without parameters or rows; several, separated by semicolons.
  void script(const std::string& sql);
  /// One statement; returns the number of rows that it changed.
  template <class... Args>
  std::int64_t run(Sql sql, const Args&... args) {
    sqlite3_stmt* statement = bound(sql, args...);
    return finish(statement);
  }
  /// The statement runs while the Rows live: the same SQL must not be asked for meanwhile.
  template <class... Args>
  Rows query(Sql sql, const Args&... args) {
    return Rows(*this, bound(sql, args...));
  }
  std::int64_t last_id() const;
  bool in_transaction() const;
  /// Frames in the WAL after the latest commit of this connection.
  std::int64_t wal_frames() const { return wal_frames_; }
  /// Copies what readers allow from the WAL into the database; returns the number of frames copied so far.
  std::int64_t checkpoint(bool truncate);
  /// The next commit begins at the log's start, since all of it is copied and nobody reads from it. False: not yet.
  bool begin_log_anew();

 private:
  friend class Rows;
  struct Close {
    void operator()(sqlite3*) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt*) const;
  };

  template <class... Args>
  sqlite3_stmt* bound(Sql sql, const Args&... args) {
    sqlite3_stmt* statement = prepared(sql);
    [[maybe_unused]] int index = 0;
    (bind(statement, ++index, args), ...);
    return statement;
  }
  void bind(sqlite3_stmt*, int index, std::int64_t);
  void bind(sqlite3_stmt*, int index, std::string_view);
  void bind(sqlite3_stmt*, int index, const Blob&);
  void bind(sqlite3_stmt*, int index, std::nullptr_t);
  void bind(sqlite3_stmt* s, int index, const std::string& text) { bind(s, index, std::string_view(text)); }
  void bind(sqlite3_stmt* s, int index, const char* text) { bind(s, index, std::string_view(text)); }
  void bind(sqlite3_stmt* s, int index, Instant at) { bind(s, index, at.us); }
  template <class Tag>
  void bind(sqlite3_stmt* s, int index, Id<Tag> id) {
    bind(s, index, id.n);
  }
  template <class T>
    requires(std::is_enum_v<T> || (std::is_integral_v<T> && !std::is_same_v<T, std::int64_t>))
  void bind(sqlite3_stmt* s, int index, T number) {
    bind(s, index, static_cast<std::int64_t>(number));
  }
  template <class T>
  void bind(sqlite3_stmt* s, int index, const std::optional<T>& maybe) {
    if (maybe) {
      bind(s, index, *maybe);
    } else {
      bind(s, index, nullptr);
    }
  }

  sqlite3_stmt* prepared(Sql sql);
  std::int64_t finish(sqlite3_stmt*);
  [[noreturn]] void raise(int code, std::string_view doing) const;
  void check(int code, std::string_view doing) const;

  std::unique_ptr<sqlite3, Close> db_;
  std::unordered_map<const char*, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;  // by the literal's address
  std::int64_t wal_frames_ = 0;
};

}  // namespace syncline::sqlite
