#include "connect/call_slots.h"

#include <algorithm>
#include <mutex>

namespace syncline {

bool CallSlots::enter(Priority priority, Instant until) {
  const auto takes_free = [&] { return free_ > 0 && free_-- > 0; };
  {
    const std::lock_guard lock(mutex_);
    if (takes_free()) return true;
  }
  const std::shared_ptr<Parker> parker = rt_.make_parker();
  {
    const std::lock_guard lock(mutex_);
    if (takes_free()) return true;
    waiting_.push_back({priority, parker});
  }
  if (parker->park(until)) return true;
  const std::lock_guard lock(mutex_);
  // Not among the waiting any more: the slot was given in the same moment.
  return std::erase_if(waiting_, [&](const Waiting& each) { return each.parker == parker; }) == 0;
}

void CallSlots::leave() {
  std::shared_ptr<Parker> next;
  {
    const std::lock_guard lock(mutex_);
    const auto first = std::ranges::min_element(waiting_, {}, &Waiting::priority);
    if (first == waiting_.end()) {
      ++free_;
      return;
    }
    next = first->parker;
    waiting_.erase(first);
  }
  next->unpark();
}

}  // namespace syncline
