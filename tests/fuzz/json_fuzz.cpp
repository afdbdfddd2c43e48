// Any bytes: parse_json answers with an error or with a value that survives being written and read again, and agrees
// with SQLite's reader about what is JSON.
#include <sqlite3.h>

#include "base/json.h"
#include "base/text.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

bool sqlite_reads(std::string_view text) {
  static sqlite3_stmt* const valid = [] {
    sqlite3* db = nullptr;
    sqlite3_stmt* statement = nullptr;
    require(sqlite3_open(":memory:", &db) == SQLITE_OK);
    require(sqlite3_prepare_v2(db, "SELECT json_valid(?)", -1, &statement, nullptr) == SQLITE_OK);
    return statement;
  }();
  sqlite3_reset(valid);
  sqlite3_bind_text64(valid, 1, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  require(sqlite3_step(valid) == SQLITE_ROW);
  return sqlite3_column_int(valid, 0) == 1;
}

/// SQLite ends at a NUL and knows neither a byte order mark nor what is no UTF-8.
bool is_comparable(std::string_view text) {
  return !text.empty() && text.find('\0') == std::string_view::npos && is_valid_utf8(text) &&
         !text.starts_with("\xEF\xBB\xBF");
}

void survives(const Value& value) {
  const auto again = parse_json(write_json(value));
  require(again.ok() && *again == value);
  const auto pretty = parse_json(write_json_pretty(value));
  require(pretty.ok() && write_json(*pretty) == write_json(value));
  const std::string canonical = canonical_json(value);
  require(canonical == canonical_json(*again));
  const auto reread = parse_json(canonical);
  require(reread.ok() && *reread == value && canonical_json(*reread) == canonical);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = parse_json(text);
  if (value) {
    survives(*value);
    if (is_comparable(text)) require(sqlite_reads(text));
    return 0;
  }
  const std::string& code = value.error().code;
  require(!code.empty() && !value.error().place.empty());
  if (is_comparable(text) && (code == "json.syntax" || code == "json.truncated")) require(!sqlite_reads(text));
  return 0;
}
