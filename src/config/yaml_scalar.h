#pragma once
// What an unquoted YAML scalar means: the core schema of YAML 1.2, without loss.

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/value.h"

namespace syncline {

struct ScalarProblem {
  std::string code = {};
  std::string message = {};
  std::string remedy = {};
};

/// null, ~, empty; true, false; integers (also 0x, 0o); decimals; all else is text. Problems: Y014 a number that we
/// cannot hold exactly, Y015 leading zeros that would be lost.
Result<Value, ScalarProblem> resolve_plain(std::string_view text);

}  // namespace syncline
