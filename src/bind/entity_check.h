#pragma once
// The checks of an entity are CEL over its fields. They are judged when its file is read.

#include "config/diagnostic.h"
#include "config/document.h"
#include "expr/expr.h"
#include "model/entity.h"

namespace syncline {

/// The fields of an entity as names of expressions; parts are a list of objects with their own fields.
class EntityScope {
 public:
  explicit EntityScope(const Entity&);
  EntityScope(const EntityScope&) = delete;
  EntityScope& operator=(const EntityScope&) = delete;

  /// Asks for a truth value. Valid as long as this object.
  const expr::Scope& condition() const { return scope_; }

 private:
  expr::TypeEnv types_;
  expr::Scope scope_;
};

/// B205 for each expression that does not compile to true or false. `document`: the entity's file.
void judge_checks(const Entity&, const Document&, Diagnostics& findings);

}  // namespace syncline
