#pragma once
// How a decision of the engine is committed, and what of it is sent right away.

#include "engine/context.h"

namespace syncline {

/// False: the link, a record or a key moved meanwhile; nothing was written. `reader`: what was decided on.
bool commit_decision(Context&, Reader& reader, Plan&&);

}  // namespace syncline
