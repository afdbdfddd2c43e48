#pragma once
// Verdict: what a mapping test expects against what came of it.

#include <string>
#include <vector>

#include "engine/rehearsal.h"

namespace syncline::cli {

/// All of it, in the words of a test's `expect`.
Value expectation_of(const Rehearsed&);

struct Difference {
  std::string at;  ///< "agreed.name", "effects: erp update set.phone"
  std::string expected, found;
};

/// Only what `expect` names is compared. Numbers and their texts are the same; null is empty or absent.
std::vector<Difference> differences(const Value& expect, const Rehearsed&);

}  // namespace syncline::cli
