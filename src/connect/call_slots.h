#pragma once
// CallSlots: at most so many calls of a system at once; the more urgent go first, then those that wait longest.

#include <cstdint>
#include <memory>
#include <vector>

#include "model/event.h"
#include "runtime/leaf_mutex.h"
#include "runtime/runtime.h"

namespace syncline {

class CallSlots {
 public:
  CallSlots(Runtime& rt, int slots) : rt_(rt), free_(slots) {}

  /// Waits for a slot. False: none came free until then.
  bool enter(Priority, Instant until);
  void leave();

 private:
  struct Waiting {
    Priority priority = Priority::event;
    std::shared_ptr<Parker> parker;
  };

  Runtime& rt_;
  LeafMutex mutex_;
  int free_;
  std::vector<Waiting> waiting_;  ///< in the order of their coming
};

}  // namespace syncline
