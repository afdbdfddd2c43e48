#pragma once
// A history: one seeded life of two systems, the people who edit them and the engine between them, with faults and
// crashes, until everything has come to rest; then it is judged.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"

namespace syncline::sim {

struct HistoryOptions {
  std::uint64_t seed = 1;
  bool baton = false;               ///< on threads that pass one baton instead of fibers
  bool story = false;               ///< keep every line, for people
  bool habits = false;              ///< of vendors, whatever the seed says (quirks.h)
  std::set<std::string> only = {};  ///< what happens of all that the seed would have; empty: everything
};

struct History {
  std::uint64_t hash = 0;
  std::uint64_t steps = 0;
  std::vector<std::string> violations;          ///< "I5: …"; empty: all held
  std::map<std::string, std::uint64_t> counts;  ///< writes, crashes, faults fired per site …
  std::vector<std::string> story;
  std::vector<std::string> happened;  ///< what could be left out (tests/sim/only.h)
};

History live(const HistoryOptions&);

}  // namespace syncline::sim
