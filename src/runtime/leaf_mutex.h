#pragma once
// LeafMutex: a mutex for leaf data. It is never held across a call of the Runtime: a task that parks while it holds one
// would stop every other task (and, in the simulator, the whole history). Debug builds check it and abort.

#include <mutex>
#include <string_view>

namespace syncline {

#ifndef NDEBUG
namespace leaf {
// Per thread is per task, also on fibers: a fiber is switched only inside a call that demands that this is zero.
inline constinit thread_local int held = 0;
[[noreturn]] void abort_held(std::string_view call);
}  // namespace leaf

/// Every blocking call of a Runtime starts with it.
inline void require_no_leaf_lock(std::string_view call) {
  if (leaf::held != 0) leaf::abort_held(call);
}

class LeafMutex {
 public:
  void lock() { mutex_.lock(), ++leaf::held; }
  bool try_lock() { return mutex_.try_lock() && ++leaf::held != 0; }
  void unlock() { --leaf::held, mutex_.unlock(); }

 private:
  std::mutex mutex_;
};
#else
inline void require_no_leaf_lock(std::string_view) {}
using LeafMutex = std::mutex;
#endif

}  // namespace syncline
