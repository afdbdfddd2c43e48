#pragma once
// SOQL, as far as a sync asks: SELECT fields, parents' fields and lists of children FROM an object WHERE conditions
// ORDER BY fields LIMIT number.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "sandbox/salesforce/refusal.h"

namespace syncline::sandbox::salesforce {

struct Literal {
  enum class Kind : std::uint8_t { null, text, number, boolean, date, moment } kind = Kind::null;
  Value value;  ///< of a moment: as an ISO text
};

/// A comparison, or several conditions joined by AND or OR, or one that must not hold.
struct Condition {
  enum class Kind : std::uint8_t { compare, all, any, none } kind = Kind::compare;
  std::vector<Condition> parts = {};
  std::string field = {}, op = {};  ///< op: = != < <= > >= LIKE IN NOT IN
  std::vector<Literal> literals = {};
};

struct Order {
  std::string field;
  bool descending = false;
};

struct Query {
  std::vector<std::string> fields;
  std::vector<Query> children;  ///< their `from` is the relation's name
  bool count = false;           ///< SELECT COUNT()
  std::string from;
  std::optional<Condition> where;
  std::vector<Order> order;
  std::optional<std::int64_t> limit, offset;
};

/// Errors: MALFORMED_QUERY with row and column.
Answer<Query> parse_soql(std::string_view);

}  // namespace syncline::sandbox::salesforce
