#pragma once
// deliver: one effect, from the licence to send to the confirmed outcome. An outcome that nobody knows is settled,
// never repeated blindly.

#include "engine/context.h"

namespace syncline {

/// Sends a planned effect, or settles one whose outcome is unknown.
void deliver(Context&, EffectId);

/// The key stamped at the vendor by a create: the same for every attempt, different for every installation.
std::string stamped_key(const EngineSetup&, const Effect&);

}  // namespace syncline
