#pragma once
// One call about several records: what is sent of each, and what the answer says of each.

#include <vector>

#include "connect/object_calls.h"

namespace syncline {

class ItemsTogether {
 public:
  /// Both outlive it.
  ItemsTogether(ObjectCalls& calls, const BulkSpec& bulk) : calls_(calls), bulk_(bulk) {}

  /// `variables` as a call about this record alone would have them. Failure: of this record.
  Result<void, CallFailure> add(Map variables, const CallContext&);

  /// What became of each, in the order in which they were added, as `alone` understands the answer to a call about one.
  /// Failure: of the call as a whole.
  using Answers = std::vector<Result<Answer, CallFailure>>;
  Result<Answers, CallFailure> call(const ObjectSpec&, const OperationSpec& alone, const CallContext&);

 private:
  ObjectCalls& calls_;
  const BulkSpec& bulk_;
  List items_;
};

}  // namespace syncline
