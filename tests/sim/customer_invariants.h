#pragma once
// The invariants, judged from the systems' own ledgers and from what the store says to people; the engine's inner state
// is not asked.
//   I1 no loss: every accepted event has ended.
//   I2 no doubled effect: one create per key and per customer; no write of what stood there already.
//   I5 convergence: all sides show the same, or an open conflict names the field.
//   I6 rest: after convergence nothing is written any more.
//   I7 no lost edit: what a person typed stands on both sides, or was replaced by a person, or the journal has it.
//   I13 a change of rules writes nothing by itself.
//   I17 what a person rejected is not sent before somebody edits the customer again.

#include "tests/sim/customer_world.h"

namespace syncline::sim {

Judgement judge(CustomerWorld&, Reader&);

}  // namespace syncline::sim
