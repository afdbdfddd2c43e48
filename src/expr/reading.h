#pragma once
// Texts read as typed values: what the conversion functions and typed fields share. All answer an error value
// (expr.bad_value) for a text that is none.

#include <string_view>

#include "expr/val.h"

namespace syncline::expr {

/// RFC 3339 with an offset, or a plain date (its midnight in UTC).
Val read_timestamp(std::string_view text);
/// CEL's notation: "1h30m", "-1.5s", "250ms", "2d"; µs is the finest unit.
Val read_duration(std::string_view text);
Val read_decimal(std::string_view text);
Val read_integer(std::string_view text);
Val read_unsigned(std::string_view text);
Val read_bool(std::string_view text);
Val read_money(std::string_view text);

}  // namespace syncline::expr
