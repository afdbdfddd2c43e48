#pragma once

#include <string_view>

#include "expr/parser.h"

namespace syncline::expr {

/// "Dear ${name}" → Concat; exactly "${…}" → the tree of the part; without parts a string literal.
Result<NodePtr, Problem> parse_template(std::string_view source);

}  // namespace syncline::expr
