#pragma once
// stale: readings never go back. By stamp where there is one; else a reading that shows what a slow replica would show
// is not believed until it can be none. Private to decide/.

#include <optional>
#include <string>

#include "decide/policy.h"
#include "model/shadow.h"

namespace syncline {

/// Why the reading is older than what was accepted; empty when it is not.
std::optional<std::string> stale(const Member&, const Reading&);

/// The instant from which the record must be read again, when this reading may be a replica's older state.
std::optional<Instant> doubtful_until(const SlotRule&, const Member&, const Reading&);

}  // namespace syncline
