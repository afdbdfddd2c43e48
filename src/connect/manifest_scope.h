#pragma once
// What the expressions of a manifest may name.

#include <string>
#include <vector>

#include "expr/expr.h"

namespace syncline {

/// The variables of requests and answers, and `names`, which the manifest computes itself. All are dynamic; those that
/// a call does not have are null.
expr::Scope manifest_scope(const std::vector<std::string>& names);
const std::vector<std::string>& manifest_variables();

}  // namespace syncline
