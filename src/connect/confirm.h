#pragma once
// Calls that a vendor answers with a question ("over the credit limit: really?"): what the manifest accepts by name is
// confirmed, and the call is repeated.

#include "connect/caller.h"

namespace syncline {

/// Each warning is confirmed once. Of one that is not accepted the refusal stands, with the warning's own words.
Result<Answer, CallFailure> call_confirming(Caller&, const OperationSpec&, const Map& variables, const CallContext&);

}  // namespace syncline
