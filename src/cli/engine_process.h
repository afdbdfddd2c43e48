#pragma once
// EngineProcess: the engine with its store as one life: from opening to stopping, as a process would do it.

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "engine/engine.h"
#include "runtime/process_lock.h"
#include "runtime/thread_runtime.h"

namespace syncline::cli {

class EngineProcess {
 public:
  /// Begins at once; `began` says when it is under way.
  EngineProcess(std::string folder, EngineSetup setup);
  /// Stops it; what it left undone, the next one finds.
  ~EngineProcess();
  EngineProcess(const EngineProcess&) = delete;
  EngineProcess& operator=(const EngineProcess&) = delete;

  bool began() const { return store_.load() != nullptr; }
  std::optional<Error> error() const;  ///< why it ended by itself
  /// Precondition: began().
  std::unique_ptr<Reader> reader() { return store_.load()->reader(); }

 private:
  void live();
  void fail_with(const Error&);

  const std::string folder_;
  EngineSetup setup_;
  mutable std::mutex mutex_;  // of error_
  std::optional<Error> error_;
  std::atomic<Store*> store_{nullptr};
  ThreadRuntime rt_;
  Task main_;
};

}  // namespace syncline::cli
