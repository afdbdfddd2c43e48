#include "cli/engine_process.h"

#include "cli/data_folder.h"
#include "store/open.h"

namespace syncline::cli {

EngineProcess::EngineProcess(std::string folder, EngineSetup setup)
    : folder_(std::move(folder)), setup_(std::move(setup)) {
  main_ = rt_.spawn("main", [this] { live(); });
}

EngineProcess::~EngineProcess() {
  rt_.request_stop();
  main_.join();
}

std::optional<Error> EngineProcess::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

void EngineProcess::fail_with(const Error& error) {
  const std::lock_guard lock(mutex_);
  if (!error_) error_ = error;
}

void EngineProcess::live() {
  auto lock = ProcessLock::acquire(folder_);
  if (!lock) {
    fail_with(lock.error());
    return;
  }
  StoreOptions options;
  options.path = database_in(folder_);
  auto store = open_store(rt_, options);
  if (!store) {
    fail_with(store.error());
    return;
  }
  Engine engine(rt_, **store, std::move(setup_), silent_log(), [this](const Error& error) { fail_with(error); });
  struct Published {
    std::atomic<Store*>& place;
    ~Published() { place = nullptr; }
  } const published{store_};
  engine.start();
  store_ = store->get();
  rt_.sleep_until(far_future);
}

}  // namespace syncline::cli
