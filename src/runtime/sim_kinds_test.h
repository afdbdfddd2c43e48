#pragma once
// Tests of the simulator run on every carrier that the build can bear: TSan does not follow fibers.

#include <string>
#include <vector>

#include "runtime/simulated.h"

namespace syncline {

struct SimKind {
  std::string name;
  std::unique_ptr<SimScheduler> (*make)(SimOptions);
};

inline std::vector<SimKind> sim_kinds() {
  return {
#ifndef __SANITIZE_THREAD__
      {"fibers", make_fiber_scheduler},
#endif
      {"baton", make_baton_scheduler},
  };
}

}  // namespace syncline
