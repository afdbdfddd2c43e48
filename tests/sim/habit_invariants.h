#pragma once
// The judgement of what holds whatever habits the vendors have: closed times and rates, loops, how often we write for
// one edit, and whose edit is the later one.

#include "tests/sim/customer_world.h"

namespace syncline::sim {

void judge_habits(const CustomerWorld&, Reader&, Judgement&);

}  // namespace syncline::sim
