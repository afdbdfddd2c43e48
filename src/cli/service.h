#pragma once
// Service: a project at work as one life of a process: folder lock, store, systems, engine and HTTP server, from start
// to stop.

#include <atomic>
#include <mutex>
#include <optional>
#include <string>

#include "api/webhook_intake.h"
#include "base/log_record.h"
#include "cli/open_project.h"
#include "runtime/thread_runtime.h"
#include "store/store.h"

namespace syncline::cli {

struct ServiceOptions {
  std::optional<LogLevel> log = LogLevel::info;  ///< to stderr; none: silent
  std::optional<CrashPoint> crash_at;
};

class Service {
 public:
  /// Begins at once; `began` says when it is at work.
  Service(OpenProject, ServiceOptions);
  /// Takes no more, lets calls under way end for 10 s, and stops. What it left undone, the next one finds.
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  bool began() const { return store_.load() != nullptr; }
  std::optional<Error> error() const;                                   ///< why it ended by itself
  std::uint16_t port() const { return port_; }                          ///< of the HTTP server; precondition: began()
  std::unique_ptr<Reader> reader() { return store_.load()->reader(); }  ///< precondition: began()

 private:
  void live();
  void work(const std::map<std::string, WebhookSource>&, Store&);
  void end_with(const Error&);

  const OpenProject open_;
  const ServiceOptions options_;
  mutable std::mutex mutex_;  // of error_
  std::optional<Error> error_;
  std::atomic<Store*> store_{nullptr};
  std::atomic<std::uint16_t> port_{0};
  ThreadRuntime rt_;
  std::unique_ptr<Parker> stop_;
  Task main_;
};

}  // namespace syncline::cli
