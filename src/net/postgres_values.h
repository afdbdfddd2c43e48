#pragma once
// Values as PostgreSQL writes and takes them as texts, by the number of their type. Numbers stay exact. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/value.h"

namespace syncline {

using PostgresType = std::uint32_t;

/// `zone`: in which moments without one are meant; with one they are UTC. What its type does not let us understand
/// ("infinity", "NaN") stays a text. Errors (config): bytes.
Result<Value, Error> postgres_value(PostgresType, std::string_view text, const std::string& zone);

/// Unset: NULL. Errors (validation): a value that no parameter of this type can be.
Result<std::optional<std::string>, Error> postgres_parameter(PostgresType, const Value&, const std::string& zone);

/// "{1,NULL,\"a,b\"}" → its elements, nested ones as lists; nothing when it is none.
std::optional<Value> postgres_array(PostgresType element, std::string_view text, const std::string& zone);

}  // namespace syncline
