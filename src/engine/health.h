#pragma once
// Health: a breaker per system, fed by its calls. Open: nothing is handed out until it may be tried again.
//
// What fails again and again by itself says nothing of its system: each record, each list counts once until a call
// succeeds, so that one of them stops no others. When several fail and nothing succeeds it is the system that fails,
// and no record is charged with that.

#include <map>
#include <memory>
#include <set>
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
  /// `about`: the record or list of the call.
  void failed(const std::string& system, const Error&, const std::string& about);
  /// Does it fail, whatever it is asked?
  bool is_down(const std::string& system);

 private:
  struct State {
    Breaker breaker;
    Instant not_before;
    std::string trouble;
    std::set<std::string> failing;  ///< since a call succeeded; the first of them
  };
  Runtime& rt_;
  LeafMutex mutex_;
  std::map<std::string, State> systems_;
};

/// The port with every call's outcome told to Health.
std::shared_ptr<SystemPort> watched(std::shared_ptr<SystemPort>, Health&);

}  // namespace syncline
