#pragma once
// The invariants of histories in which records end or are there twice (CustomerEnds), judged from the systems' ledgers
// and from what the store says to people.
//   I31 nothing is ended that nobody ended: no write ends a record but for a deletion of the same customer, or for a
//       person's word; a merge, an empty or partial list and a lost right end nothing.
//   I32 no ghost: what was deleted is ended on the other side, too, where the rules say so; or a person is asked.
//   I33 nobody is made again without a person's word.
//   I34 of records that are one customer twice only one is written, and the other is named.
//   I35 an edit that races with a deletion is there, in the journal, or in a question.
//   I36 what is not shown is not empty: no field is emptied that nobody emptied.
//   I37 each question is asked once, and can be answered.

#include <map>
#include <string>

#include "tests/sim/customer_world.h"

namespace syncline::sim {

/// Customers of which a record ended, came back or was there twice, by tax id; with all that were merged with them.
/// Since when their records are to show the same: once the engine can know all of that, and nobody let them meet anew;
/// never, while one of them is there twice.
std::map<std::string, Instant> touched_customers(const CustomerWorld&);

void judge_ends(const CustomerWorld&, Reader&, Judgement&);

}  // namespace syncline::sim
