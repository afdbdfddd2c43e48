#pragma once
// Provenance: where each value comes from that the engine has written.

#include "tests/sim/customer_world.h"

namespace syncline::sim {

/// I3, I4: each value that the engine wrote was typed by a person into another record of the same customer, by one who
/// had a say; of one record's values a later one is never followed by an earlier one; what differed when the records
/// met is not written over before somebody edits.
void judge_provenance(const CustomerWorld&, Reader&, Judgement&);

}  // namespace syncline::sim
