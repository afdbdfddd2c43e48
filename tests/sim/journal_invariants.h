#pragma once
// The journal: what the engine says that it wrote, against what the systems' ledgers say that it wrote.

#include <span>

#include "tests/sim/model_system.h"
#include "tests/sim/world.h"

namespace syncline::sim {

/// I8: each write in a ledger is the one write of an effect in the journal, with the value that stood there before;
/// what the journal calls applied has been there.
void journal_is_the_world(std::span<const ModelSystem* const>, Reader&, Judgement&);

/// I12: each effect names an event that there was, a trace and, for each value, a rule.
void effects_name_their_cause(Reader&, Judgement&);

/// I9: a record that changed before the place to which its poller's cursor has come was looked at since.
void cursors_pass_nothing(std::span<const ModelSystem* const>, Reader&, Judgement&);

}  // namespace syncline::sim
