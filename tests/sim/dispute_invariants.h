#pragma once
// Disputes: fields that wait for a person.

#include "tests/sim/customer_world.h"

namespace syncline::sim {

/// I19: a field that waits for a person's decision is not written meanwhile; without a decision the question ends only
/// when all sides show the same. Nothing is said to be altered or dropped where the vendors do neither.
void judge_disputes(const CustomerWorld&, Reader&, Judgement&);

}  // namespace syncline::sim
