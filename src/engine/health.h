#pragma once
// Health: a breaker per system, fed by its calls. Open: nothing is handed out until it may be tried again.

#include <map>
#include <memory>
#include <string>

#include "connect/system_port.h"
#include "decide/breaker.h"
#include "runtime/leaf_mutex.h"
#include "runtime/runtime.h"

namespace syncline {

class Health {
 public:
  explicit Health(Runtime& rt) : rt_(rt) {}

  /// The instant from which work may be handed out; `now` when the system is well.
  Instant ready_at(const std::string& system, Instant now);
  /// The last error that counted against it; empty when well.
  std::string trouble(const std::string& system);

  void succeeded(const std::string& system);
  /// Only what says that the system is down, throttles or refuses our sign-in counts; a refused record does not.
  void failed(const std::string& system, const Error&);

 private:
  struct State {
    Breaker breaker;
    Instant not_before;
    std::string trouble;
  };
  Runtime& rt_;
  LeafMutex mutex_;
  std::map<std::string, State> systems_;
};

/// The port with every call's outcome told to Health.
std::shared_ptr<SystemPort> watched(std::shared_ptr<SystemPort>, Health&);

}  // namespace syncline
