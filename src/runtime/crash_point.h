#pragma once
// CrashPoint: "die at the n-th pass of the point so named", for tests that kill the program at a chosen place.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace syncline {

struct CrashPoint {
  std::string name;
  std::uint64_t pass = 1;  ///< counted from 1
};

/// "name:n", or "name" for the first pass. Error: crash_point.syntax (class config).
Result<CrashPoint, Error> parse_crash_point(std::string_view text);

}  // namespace syncline
