#pragma once
// The seven points of the main job, each played by people on both sides while something goes wrong, and judged by what
// both systems then show and by their ledgers.

#include <set>
#include <string>
#include <vector>

#include "tests/matrix/vendors.h"

namespace syncline::matrix {

struct Point {
  const char* name;
  const char* says;
};
const std::vector<Point>& points();

/// What one point came to between two systems.
struct Found {
  std::vector<std::string> failures;  ///< what does not hold, as people would tell it
  std::set<Part> without;             ///< what one of both has not, so that nobody looked for it
};

/// All points, in their order. Their faults hit both systems, and Syncline dies twice on the way.
std::vector<Found> play(const CrmSide&, const ErpSide&, std::string& story);

}  // namespace syncline::matrix
