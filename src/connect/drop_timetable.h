#pragma once
// In which order files are to be taken, and whether one should have come by now.

#include <optional>
#include <string_view>

#include "connect/drop_site.h"

namespace syncline {

/// Numbers count as numbers: "a_9" before "a_10".
bool comes_before(std::string_view name, std::string_view other);

/// What is remembered of an object: when the last file was taken, and since when we look.
std::string arrived_key(const std::string& object);
std::string watched_key(const std::string& object);

/// The file that should have come by now, and did not. One that comes late counts for the next time.
std::optional<Error> overdue(const DropSite&, const ObjectSpec&);

}  // namespace syncline
