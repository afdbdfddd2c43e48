#pragma once

#include "base/result.h"
#include "expr/lexer.h"
#include "expr/val.h"

namespace syncline::expr {

/// Of an integer, uint, decimal, string or bytes token; numbers may carry a '-'. Fails where the number does not fit.
Result<Val, Problem> literal_of(const Token&);

}  // namespace syncline::expr
