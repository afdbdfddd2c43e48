#pragma once
// What a call that failed, or was never sent, means for the write that it was to do.

#include "connect/connector.h"

namespace syncline {

/// Nothing was sent: rejected, or not sent when the reason passes.
WriteOutcome refused_here(Error);
WriteOutcome outcome_of(const CallFailure&);

}  // namespace syncline
