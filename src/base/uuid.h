#pragma once
// UUID version 7 (RFC 9562): time-ordered, from an instant and 74 random bits that the caller supplies.

#include <cstdint>
#include <string>

#include "base/time.h"

namespace syncline {

std::string uuid_v7(Instant at, std::uint64_t random_high, std::uint64_t random_low);

}  // namespace syncline
