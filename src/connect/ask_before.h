#pragma once
// Questions that an operation asks before it is sent: what a vendor's own forms would have filled in.

#include "connect/caller.h"

namespace syncline {

/// `variables` with ${before}. A failure is of a question: what was to be done was not sent.
Result<Map, CallFailure> ask_before(Caller&, const OperationSpec&, Map variables, const CallContext&);

}  // namespace syncline
