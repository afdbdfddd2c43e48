#pragma once
// World: systems, the people at them, and the engine between them; and how such a life is judged.

#include <map>
#include <string>
#include <vector>

#include "store/store.h"
#include "tests/sim/engine_life.h"

namespace syncline::sim {

struct Judgement {
  std::vector<std::string> violations;
  std::map<std::string, std::uint64_t> counts;
};

class World {
 public:
  virtual ~World() = default;
  /// The whole life; called as the world's first task. Leaves the engine dead and the disk as it is.
  virtual void run() = 0;
  /// From the systems' own ledgers and from what the store says to people; the engine's inner state is not asked.
  virtual Judgement judge(Reader&) = 0;
  virtual EngineLife& engine() = 0;
};

}  // namespace syncline::sim
