#pragma once
// Questions beside a call: before a write, what a vendor's own forms would have filled in; of the answer to a read,
// what belongs to it and stands elsewhere.

#include "connect/caller.h"

namespace syncline {

/// `variables` with ${before}. A failure is of a question: what was to be done was not sent.
Result<Map, CallFailure> ask_before(Caller&, const OperationSpec&, Map variables, const CallContext&);
/// `variables`, which have the ${body} of an answer, with ${asked}. Of a body of another form nothing is asked.
Result<Map, CallFailure> ask_of_answer(Caller&, const OperationSpec&, Map variables, const CallContext&);

}  // namespace syncline
