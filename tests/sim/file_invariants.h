#pragma once
// The judgement of a world's files: those of orders that come to the deals they were made from.

#include "tests/sim/document_world.h"

namespace syncline::sim {

/// I18: each content at most once at a deal, as it once stood at its order, none above the limit or of another kind;
/// in the end every file that stands at an order is at its deal, and nothing is left in the spool.
void judge_files(const DocumentWorld&, Judgement&);

}  // namespace syncline::sim
