#pragma once
// IMF-fixdate, the date of HTTP (RFC 9110, 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT".

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace syncline {

/// Whole seconds; the fraction is cut off.
std::string to_http_date(Instant);
/// IMF-fixdate only (the two obsolete forms are not accepted); the weekday's name is not compared with the date.
std::optional<Instant> parse_http_date(std::string_view);

}  // namespace syncline
