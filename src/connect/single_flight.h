#pragma once
// SingleFlight: of many tasks that need the same thing one gets it; the others wait for that.

#include <memory>
#include <vector>

#include "runtime/leaf_mutex.h"
#include "runtime/runtime.h"

namespace syncline {

class SingleFlight {
 public:
  explicit SingleFlight(Runtime& rt) : rt_(rt) {}

  enum class Turn : std::uint8_t {
    mine,    ///< get it, if it is still missing; then land()
    landed,  ///< somebody else has tried: look again
    late,    ///< nobody had it by the deadline
  };
  Turn enter(Instant deadline);
  void land();

 private:
  Runtime& rt_;
  LeafMutex mutex_;
  bool under_way_ = false;
  std::vector<std::shared_ptr<Parker>> waiting_;
};

}  // namespace syncline
