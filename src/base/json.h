#pragma once
// JSON (RFC 8259) ⇄ Value. Integers that fit become int64, every other number an exact Decimal; no doubles.

#include <string>
#include <string_view>

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

/// Compact, keys in insertion order, decimals in plain notation as JSON numbers. Always valid UTF-8: see repair_utf8.
std::string write_json(const Value&);
/// Indented by two spaces, for people.
std::string write_json_pretty(const Value&);
/// Canonical: keys sorted by bytes, decimals normalised. Equal values give equal bytes; the input of hashes.
std::string canonical_json(const Value&);

}  // namespace syncline
