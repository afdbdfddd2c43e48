#pragma once
// What follows from values by itself: a deal's stage and amount, a line's price, and what may not be.

#include "sandbox/salesforce/edit.h"

namespace syncline::sandbox::salesforce {

struct Stage {
  std::string_view name;
  int probability;
  bool closed, won;
};
/// Those of a new org; any other name is taken, too.
const std::vector<Stage>& stages();

/// Takes out of `values` what is accepted and has no effect: the amount of a deal with lines.
void drop_ignored(const Work&, const ObjectType&, const Row& old, Map& values);
/// Fills in what the given values lead to.
Answer<void> complete(const Work&, const ObjectType&, Row&, const Map& values);
/// After a record was stored or deleted: the amount of its deal is the sum of the lines. The deal is only stamped when
/// that changes.
void follow(Work&, const ObjectType&, const Row&);

}  // namespace syncline::sandbox::salesforce
