#pragma once
// What completes a write: calls about what the vendor keeps apart from the record, such as its references and lines.

#include "connect/caller.h"

namespace syncline {

/// `native`: the id of a record that was just made; empty of others. The first failure ends it.
Result<void, CallFailure> call_following(Caller&, const OperationSpec&, Map variables, const std::string& native,
                                         const CallContext&);

}  // namespace syncline
