#pragma once
// Shrink: of a history that breaks, the smallest part that still breaks the same invariant.

#include <set>
#include <string>

#include "tests/sim/history.h"

namespace syncline::sim {

struct Shrunk {
  std::set<std::string> only;  ///< what has to happen
  History history;             ///< with its story; without violations, the seed breaks nothing
  std::size_t before = 0;      ///< how many things happened in the whole history
  std::size_t tried = 0;       ///< histories lived
};

Shrunk shrink(const HistoryOptions&);

/// The lines of a story that tell what people, systems and faults did, without the scheduler's switches.
std::vector<std::string> told_briefly(const History&);

}  // namespace syncline::sim
