#pragma once
// ClosedTimes: minutes in which a system may not be written, while people go on editing.

#include <map>
#include <string>
#include <vector>

#include "engine/setup.h"
#include "runtime/random.h"
#include "tests/sim/model_system.h"
#include "tests/sim/world.h"

namespace syncline::sim {

class ClosedTimes {
 public:
  /// In a quarter of the histories: of one system, or of all; of the system as a whole, or of the entity in it.
  ClosedTimes(Prng plan, Instant begin, const std::vector<std::unique_ptr<ModelSystem>>&);

  void into(EngineSetup&, const std::string& object) const;
  /// I11: no write of ours in them.
  void judge(const ModelSystem&, Judgement&) const;

 private:
  std::map<std::string, WriteTimes> times_;
  bool of_entity_ = false;
};

}  // namespace syncline::sim
