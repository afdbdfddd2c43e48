#pragma once
// rest: when a history may be judged.

#include <span>

#include "tests/sim/engine_life.h"
#include "tests/sim/model_system.h"

namespace syncline::sim {

/// Lets time pass until nothing was written for longer than any sweep or poll takes to come round, and nothing is left
/// to do; no longer than `at_most`. What the engine had written when that time of quiet began.
std::size_t come_to_rest(SimProcess& world, EngineLife&, std::span<const ModelSystem* const>, Duration at_most);

}  // namespace syncline::sim
