#pragma once
// Service: a project at work as one life of a process: folder lock, store, systems, engine and HTTP server, from start
// to stop. The project can be exchanged meanwhile; store and HTTP server stay.

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>

#include "api/api.h"
#include "base/log_record.h"
#include "cli/api_access.h"
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

  /// Work under way ends under the rules of before, then goes on under these. Webhooks are taken all the while.
  /// Address, port and data folder stay as they are. Returns at once.
  void exchange(OpenProject);
  /// The project was changed and has errors, so it is not taken over: `status` shows this. Empty: it is good again.
  void refuse(std::string findings);
  /// What a request to reload does, until something else is said; it may be called at once and from any task.
  void on_reload(std::function<Reloaded()>);
  bool began() const { return store_.load() != nullptr; }
  std::optional<Error> error() const;                                   ///< why it ended by itself
  std::uint16_t port() const { return port_; }                          ///< of the HTTP server; precondition: began()
  std::unique_ptr<Reader> reader() { return store_.load()->reader(); }  ///< precondition: began()

 private:
  struct Generation;
  void live();
  void work(Store&);
  void follow(Store&, Log&, std::unique_ptr<Generation>&);
  Result<std::unique_ptr<Generation>, Error> generation(OpenProject, Store&, Log&);
  bool is_ending() const;
  Result<ApiAccess, Error> published(const std::string& data, const std::string& address);
  void end_with(const Error&);
  Reloaded reload();

  OpenProject open_;  // until work() takes it
  const ServiceOptions options_;
  mutable std::mutex mutex_;  // of the next four
  std::optional<Error> error_;
  std::optional<OpenProject> next_;
  std::optional<std::string> refused_;
  bool ending_ = false;
  std::mutex reload_mutex_;
  std::function<Reloaded()> reload_;
  std::shared_mutex api_mutex_;
  Api* api_ = nullptr;
  std::shared_ptr<Spool> spool_;
  std::atomic<Store*> store_{nullptr};
  std::atomic<std::uint16_t> port_{0};
  ThreadRuntime rt_;
  const std::string token_;  // of /v1/
  std::unique_ptr<Parker> stop_;
  Task main_;
};

}  // namespace syncline::cli
