#pragma once
// PacedPort: a model vendor behind the turns that a real one is called by (connect/call_turns.h), and the vendor's own
// record of when it was called.

#include <memory>

#include "connect/system_port.h"
#include "runtime/simulated.h"
#include "tests/sim/call_log.h"

namespace syncline::sim {

/// `per_minute`: as its connector would declare it; 0: nothing is declared. The log outlives the port.
std::shared_ptr<SystemPort> paced(std::shared_ptr<SystemPort>, CallLog&, SimProcess&, std::int64_t per_minute);

}  // namespace syncline::sim
