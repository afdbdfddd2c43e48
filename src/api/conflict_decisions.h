#pragma once
// ConflictDecisions: what people decide about conflicts, as commands under /v1/conflicts.

#include "base/value.h"
#include "engine/decide_match.h"
#include "runtime/runtime.h"

namespace syncline {

class ConflictDecisions {
 public:
  /// `setup` null: the project is not known; what follows from a decision can't be told then. All outlive it.
  ConflictDecisions(Runtime& rt, Store& store, const EngineSetup* setup) : rt_(rt), store_(store), setup_(setup) {}

  /// POST conflicts/<id>/resolve {take | value | leave, by, reason, plan}.
  Result<Value, Error> resolve(ConflictId, const Value& words);
  /// POST conflicts/resolve {entity, field, kind, take, …}: every open conflict of this class, each by itself.
  Result<Value, Error> resolve_all(const Value& words);
  /// POST conflicts/<id>/match {same | different, by, reason, plan}.
  Result<Value, Error> match(ConflictId, const Value& words);

 private:
  Result<void, Error> require_project() const;

  Runtime& rt_;
  Store& store_;
  const EngineSetup* setup_;
};

}  // namespace syncline
