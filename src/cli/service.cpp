#include "cli/service.h"

#include "api/api.h"
#include "cli/connected_system.h"
#include "cli/data_folder.h"
#include "runtime/files.h"
#include "runtime/process_lock.h"
#include "store/open.h"

namespace syncline::cli {
namespace {

constexpr Duration grace = seconds(10);

}  // namespace

Service::Service(OpenProject open, ServiceOptions options)
    : open_(std::move(open)),
      options_(std::move(options)),
      rt_(ThreadRuntime::Options{options_.crash_at}),
      stop_(rt_.make_parker()) {
  main_ = rt_.spawn("main", [this] { live(); });
}

Service::~Service() {
  stop_->unpark();
  main_.join();
}

std::optional<Error> Service::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

void Service::end_with(const Error& error) {
  {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = error;
  }
  stop_->unpark();
}

void Service::live() {
  if (auto made = real_files().make_folder(open_.data); !made) return end_with(made.error());
  const auto lock = ProcessLock::acquire(open_.data);
  if (!lock) return end_with(lock.error());
  const auto sources = webhook_sources(*open_.project, open_.settings);
  if (!sources) return end_with(sources.error());
  StoreOptions where;
  where.path = database_in(open_.data);
  const auto store = open_store(rt_, where);
  if (!store) return end_with(store.error());
  work(*sources, **store);
}

void Service::work(const std::map<std::string, WebhookSource>& sources, Store& store) {
  std::vector<ConnectedSystem> systems;
  std::map<std::string, std::shared_ptr<SystemPort>> ports;
  for (const ProjectSystem& system : open_.project->systems) {
    auto connected = connect_system(rt_, system, open_.settings.at(system.name));
    if (!connected) return end_with(connected.error());
    ports.emplace(system.name, connected->port);
    systems.push_back(std::move(*connected));
  }
  const auto stderr_log = make_stderr_log(rt_, options_.log.value_or(LogLevel::error));
  Log& log = options_.log ? *stderr_log : silent_log();
  Engine engine(rt_, store, engine_setup(*open_.project, ports), log, [this](const Error& error) { end_with(error); });
  Api api(rt_, store, engine, sources, log);
  engine.start();
  auto server = start_http_server(rt_, server_options(open_.project->server),
                                  [&api](const HttpRequest& request) { return api.handle(request); });
  if (server) {
    port_ = (*server)->port();
    store_ = &store;
    stop_->park(far_future);
    store_ = nullptr;
    (*server)->stop();
    engine.drain(rt_.now() + grace);
  } else {
    end_with(server.error());
  }
  rt_.request_stop();  // ends the engine's tasks, which its destructor joins
}

}  // namespace syncline::cli
