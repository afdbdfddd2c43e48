#pragma once
// Numbers, days and moments as a system writes them in texts: 1.299,50 and 21.11.2026.

#include <optional>
#include <string>
#include <string_view>

#include "base/decimal.h"
#include "base/time.h"

namespace syncline {

/// `mark` stands before the fraction; the other of "." and "," may stand between groups of three digits.
std::optional<Decimal> decimal_from(std::string_view text, char mark);
/// Without groups.
std::string decimal_text(const Decimal&, char mark);

/// `form` is strftime-like: %Y %y %m %d %H %M %S, each with all its digits; any other character stands for itself.
std::string written(Instant, std::string_view form);
std::string written(const Date&, std::string_view form);
/// UTC. What the form does not name is the beginning: the first of January, midnight; without a year it is none.
std::optional<Instant> moment_from(std::string_view text, std::string_view form);

}  // namespace syncline
