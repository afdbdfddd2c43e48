#pragma once
// Inner parts of the simulated scheduler: a task, and what carries it.

#include "runtime/simulated.h"

namespace syncline {

/// Carries tasks: on fibers or on threads. Exactly one context runs at any time; the carrier decides nothing.
struct SimCarrier {
  struct Context {
    virtual ~Context() = default;
  };
  virtual ~SimCarrier() = default;
  /// The context of the thread that calls SimScheduler::run.
  virtual Context& driver() = 0;
  /// A context that, when first transferred to, calls entry(argument).
  virtual std::unique_ptr<Context> start(void (*entry)(void*), void* argument) = 0;
  /// Runs `to`; returns when `from` is transferred to.
  virtual void transfer(Context& from, Context& to) = 0;
  /// The last transfer of `from`. Where it returns, the caller must return too and touch nothing.
  virtual void finish(Context& from, Context& to) = 0;
  /// Takes back a finished context for reuse.
  virtual void recycle(std::unique_ptr<Context> context) = 0;
};

struct SimTask {
  enum class State : std::uint8_t { runnable, running, blocked, done };

  SimScheduler* scheduler = nullptr;
  SimProcess* process = nullptr;
  std::uint64_t number = 0;
  std::string name;
  std::function<void()> body;
  std::unique_ptr<SimCarrier::Context> context;
  State state = State::runnable;

  // Of a blocked task:
  Instant until = far_future;
  SimScheduler::WakeOn wakes_on{};
  const char* waits_for = "";
  const SimTask* joined = nullptr;

  std::vector<SimTask*> joiners;
};

/// A defect of the code under test, or of the test, that the simulation cannot survive.
[[noreturn]] void abort_simulation(std::string_view what, const SimTask* task, std::string_view remedy);

}  // namespace syncline
