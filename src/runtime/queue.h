#pragma once
// Queue<T>: the one channel between tasks. Bounded: a full queue pushes back at its source.

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "runtime/leaf_mutex.h"
#include "runtime/runtime.h"

namespace syncline {

/// Thread-safe; any number of pushers and poppers. Closed: push refuses, pop drains what is left. A capacity of 0
/// means 1. A call that must wait throws Stopped as Runtime does; one that finds room or an item at once does not.
template <class T>
class Queue {
 public:
  Queue(Runtime& rt, std::size_t capacity) : rt_(rt), capacity_(capacity == 0 ? 1 : capacity) {}

  /// False when the queue stayed full until `deadline`, or is closed; the item is then untouched.
  bool push(T& item, Instant deadline);
  bool push(T&& item, Instant deadline) { return push(item, deadline); }
  /// Empty when nothing came until `deadline`, or when closed and drained.
  std::optional<T> pop(Instant deadline = far_future);
  void close();
  bool closed() const;
  std::size_t size() const;

 private:
  using Waiting = std::deque<Parker*>;
  template <class Ready>
  bool wait(std::unique_lock<LeafMutex>&, Waiting&, Instant deadline, Ready ready);
  static void leave(Waiting&, const Parker*);
  static void wake_one(Waiting&);

  Runtime& rt_;
  const std::size_t capacity_;
  mutable LeafMutex mutex_;
  std::deque<T> items_;
  Waiting pushers_, poppers_;
  bool closed_ = false;
};

}  // namespace syncline

#include "runtime/queue_impl.h"
