#pragma once
// Findings: what the judgement of any world looks at, and the engine's own story of a record, for people.

#include <set>
#include <span>
#include <string>

#include "tests/sim/model_system.h"
#include "tests/sim/world.h"

namespace syncline::sim {

bool is_anything_open(Reader&);
/// I1: every event and effect has ended, whatever their outcome. Counts the effects.
void nothing_is_open(Reader&, Judgement&);
/// I1: what was acknowledged is there, whatever died since.
void nothing_acknowledged_is_lost(Reader&, const EngineLife&, Judgement&);
/// I6: nothing was written after `writes_before_rest`, of all that the engine did in these systems.
void all_is_at_rest(std::span<const ModelSystem* const>, std::size_t writes_before_rest, Judgement&);
std::size_t engine_writes(std::span<const ModelSystem* const>);

/// I11: no call while the vendor asked us to wait, none above the rate that it allows.
void calls_as_allowed(const ModelSystem&, Judgement&);

/// Where nothing is compared, a write of ours that a replica does not show yet cannot be told from one that was
/// overwritten, and a person who typed the same a moment ago is not seen.
bool hidden_by_a_replica(const ModelSystem&, const Entry& again);

/// What the engine itself says about these records, newest first.
std::string told(Reader&, std::span<const RecordKey>);

}  // namespace syncline::sim
