#pragma once
// Runtime: the only door to time, chance, waiting and tasks. Production runs on threads (thread_runtime.h), tests run
// the same code on a seeded, simulated scheduler (simulated.h).

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/time.h"

namespace syncline {

/// Thrown by every blocking call of the Runtime at shutdown and at a simulated crash. Only the root of a task may catch
/// it; `catch (...)` rethrows it. Destructors must not call the Runtime.
struct Stopped {};

/// One wait place with a permit: unpark() before park() is not lost; several unparks are one permit.
/// One task parks at a time; any thread or task may unpark.
struct Parker {
  virtual ~Parker() = default;
  /// Waits for the permit and takes it (true), or until the instant has passed (false). Throws Stopped.
  virtual bool park(Instant until) = 0;
  virtual void unpark() = 0;
};

/// A running task. Destroying the handle joins it.
class Task {
 public:
  struct State {
    virtual ~State() = default;
    virtual void join() = 0;  ///< waits until the body has returned; idempotent
  };
  Task() = default;
  explicit Task(std::unique_ptr<State> state) : state_(std::move(state)) {}
  Task(Task&&) = default;
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      join();
      state_ = std::move(other.state_);
    }
    return *this;
  }
  ~Task() { join(); }
  void join() {
    if (state_) {
      state_->join();
      state_.reset();
    }
  }

 private:
  std::unique_ptr<State> state_;
};

struct Runtime {
  virtual ~Runtime() = default;
  /// UTC wall clock; never goes back within one run.
  virtual Instant now() = 0;
  virtual std::uint64_t random() = 0;
  virtual void sleep_until(Instant) = 0;                                      ///< throws Stopped
  virtual Task spawn(std::string_view name, std::function<void()> body) = 0;  ///< Stopped ends the body quietly
  virtual std::unique_ptr<Parker> make_parker() = 0;
  /// Lets other tasks run: a switch in the simulator, nothing in production. Throws Stopped.
  virtual void yield() = 0;
  /// A named place where a process may die. In the simulator a seeded crash; in production nothing, or, when the
  /// process was started to die here, an immediate exit without any cleanup. Throws Stopped.
  virtual void point(std::string_view name) = 0;
  /// True once stop has been asked for; long loops look here.
  virtual bool stopping() = 0;

  void sleep_for(Duration d) { sleep_until(now() + d); }
};

}  // namespace syncline
