#pragma once
// JSON (RFC 8259) ⇄ Value. Integers that fit become int64, every other number an exact Decimal; no doubles.

#include <string>
#include <string_view>
#include <utility>

#include "base/value.h"

namespace syncline {

struct JsonLimits {
  std::size_t max_bytes = 64u << 20;
  int max_depth = 128;                 ///< lists and objects inside each other
  std::size_t max_values = 8'000'000;  ///< a value takes some 50 bytes of memory however short its text is
};

/// Errors (class validation, place "line:column", counted in code points from 1:1): json.truncated, json.syntax,
/// json.utf8 (invalid UTF-8, lone surrogate), json.number (out of Decimal's range), json.duplicate_key, json.depth,
/// json.size. A number with a fraction or an exponent stays a decimal, also when it is whole (1E2, 5.0). A UTF-8 byte
/// order mark is skipped. Trailing bytes after the value are an error.
Result<Value, Error> parse_json(std::string_view text, const JsonLimits& = {});

/// Writes compact JSON piece by piece, where building a Value only to write it would cost more than the writing. The
/// caller keeps the order: a key before each value of a map, every map and list closed.
class JsonWriter {
 public:
  void open_map() { open('{'); }
  void close_map() { close('}'); }
  void open_list() { open('['); }
  void close_list() { close(']'); }
  void key(std::string_view);
  void value(const Value&);
  void value(std::string_view);
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(const char* text) { value(std::string_view(text)); }
  void value(std::int64_t);
  void value(bool);
  template <class T>
  void set(std::string_view name, const T& of) {
    key(name);
    value(of);
  }
  std::string take() { return std::move(out_); }

 private:
  void separate();
  void open(char);
  void close(char);

  std::string out_;
  bool comma_ = false;  ///< the next key or value follows another one
};

/// Compact, keys in insertion order, decimals in plain notation as JSON numbers. Always valid UTF-8: see repair_utf8.
std::string write_json(const Value&);
/// Indented by two spaces, for people.
std::string write_json_pretty(const Value&);
/// Canonical: keys sorted by bytes, decimals normalised. Equal values give equal bytes; the input of hashes.
std::string canonical_json(const Value&);

}  // namespace syncline
