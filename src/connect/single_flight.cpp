#include "connect/single_flight.h"

#include <mutex>

namespace syncline {

SingleFlight::Turn SingleFlight::enter(Instant deadline) {
  const std::shared_ptr<Parker> parker = rt_.make_parker();
  {
    const std::lock_guard lock(mutex_);
    if (!under_way_) {
      under_way_ = true;
      return Turn::mine;
    }
    waiting_.push_back(parker);
  }
  return parker->park(deadline) ? Turn::landed : Turn::late;
}

void SingleFlight::land() {
  std::vector<std::shared_ptr<Parker>> waiting;
  {
    const std::lock_guard lock(mutex_);
    under_way_ = false;
    waiting.swap(waiting_);
  }
  for (const auto& each : waiting) each->unpark();
}

}  // namespace syncline
