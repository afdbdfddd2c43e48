#pragma once
// Engine: intake → observe → decide → deliver → confirm, for one project, until it is stopped.

#include <memory>
#include <string>
#include <vector>

#include "engine/setup.h"
#include "runtime/runtime.h"
#include "store/store.h"
#include "telemetry/log.h"

namespace syncline {

class Engine {
 public:
  /// All references outlive the engine. `failed` is called once, from any task, when the store has failed for good.
  Engine(Runtime&, Store&, EngineSetup, Log&, std::function<void(const Error&)> failed);
  ~Engine();

  /// Begins a new epoch (older writers are fenced off, their unfinished writes become unknown) and starts all tasks.
  void start();
  /// No new jobs; waits for those under way until `until` at the latest: true when all have ended. What is left stays
  /// `sending`, and the next process settles it. The Runtime's stop ends what blocks.
  bool drain(Instant until);

  /// Stores events and wakes the dispatcher. Durable when it returns. Error: the store cannot take them now.
  Result<Accepted, Error> accept(std::vector<NewEvent>);

  /// There may be new work: somebody has changed something in the store.
  void wake();

  const EngineSetup& setup() const;
  /// What is wrong with a system right now; empty when it is well.
  std::string trouble(const std::string& system);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace syncline
