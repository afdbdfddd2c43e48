#pragma once
// Context: what every part of the engine is given. References outlive all tasks of the engine.

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "engine/setup.h"
#include "runtime/runtime.h"
#include "store/store.h"
#include "telemetry/log.h"

namespace syncline {

struct Handover;
class Lateness;

struct Context {
  Runtime& rt;
  Store& store;
  const EngineSetup& setup;
  Log& log;
  std::int64_t epoch = 0;                    ///< of this process; older ones are fenced off
  std::function<void()> new_work;            ///< wakes the dispatcher; callable from any task
  std::function<void(const Error&)> failed;  ///< the store failed for good: the process must end (exit 75)
  /// Does a system fail whatever it is asked? Then no event and no effect is charged with it.
  std::function<bool(const std::string& system)> is_down = [](const std::string&) { return false; };
  Handover* handover = nullptr;  ///< null: nothing is sent right after its decision
  Lateness* lateness = nullptr;  ///< null: nobody is told
};

/// Runs a store transaction; a failed store stops the process and unwinds this task.
template <class F>
auto commit(Context& cx, F&& f) {
  for (;;) {
    auto result = cx.store.write(f);
    if (result) {
      if constexpr (std::is_void_v<std::invoke_result_t<F&, Tx&>>) {
        return;
      } else {
        return std::move(result).value();
      }
    }
    if (result.error().code != "store.full") {
      cx.failed(result.error());
      throw Stopped{};
    }
    cx.log.write({LogLevel::error, "The disk is full: waiting for space, nothing is acknowledged", {}});
    cx.rt.sleep_for(seconds(5));
  }
}

/// Before another attempt at a decision that was overtaken. False: others overtook it so often in a row that something
/// is wrong; it is to be given up for now.
inline bool may_try_again(Context& cx, int attempt) {
  constexpr int many = 50;
  if (attempt > 0) cx.rt.yield();
  return attempt < many;
}
inline Error overtaken_error(const RecordKey& key) {
  return {ErrorClass::conflict,
          "decision.overtaken",
          "its decision was overtaken 50 times in a row",
          text_of(key),
          "tell us what else happens to this record, with its trace; it is decided again when it changes",
          std::nullopt};
}

}  // namespace syncline
