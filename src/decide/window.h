#pragma once
// Window: the local times at which a system may be written. Reads pass at any time; writes wait, durably.

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace syncline {

struct Window {
  std::string zone = "UTC";   ///< IANA name
  std::vector<int> weekdays;  ///< 1 = Monday … 7; empty = every day
  int from_minute = 0;        ///< of the local day, inclusive
  int to_minute = 24 * 60;    ///< exclusive; not beyond midnight (two windows say that)
};

bool is_open(const std::vector<Window>&, Instant);
/// The next instant at which one of them opens; `now` when open already. Looks at most 8 days ahead.
Instant next_opening(const std::vector<Window>&, Instant now);

}  // namespace syncline
