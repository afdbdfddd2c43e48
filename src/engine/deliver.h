#pragma once
// deliver: an effect, from the licence to send to the confirmed outcome. An outcome that nobody knows is settled,
// never repeated blindly. Several may share a call; what becomes of each is its own.

#include <span>

#include "engine/context.h"
#include "engine/handover.h"

namespace syncline {

/// Sends planned effects, or settles those whose outcome is unknown. Several: of one system, object and op.
void deliver(Context&, std::span<const EffectId>);
void deliver(Context&, LicensedWrite&&);

/// The key stamped at the vendor by a create: the same for every attempt, different for every installation.
std::string stamped_key(const EngineSetup&, const Effect&);

}  // namespace syncline
