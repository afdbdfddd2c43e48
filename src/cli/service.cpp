#include "cli/service.h"

#include <utility>

#include "cli/api_access.h"
#include "cli/connected_system.h"
#include "cli/data_folder.h"
#include "engine/spool.h"
#include "engine/stored_port_memory.h"
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
      token_(new_api_token(rt_)),
      stop_(rt_.make_parker()) {
  main_ = rt_.spawn("main", [this] { live(); });
}

Service::~Service() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  stop_->unpark();
  main_.join();
}

std::optional<Error> Service::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

void Service::exchange(OpenProject open) {
  {
    const std::lock_guard lock(mutex_);
    next_ = std::move(open);
  }
  stop_->unpark();
}

void Service::refuse(std::string findings) {
  {
    const std::lock_guard lock(mutex_);
    refused_ = std::move(findings);
  }
  stop_->unpark();
}

void Service::on_reload(std::function<Reloaded()> reload) {
  const std::lock_guard lock(reload_mutex_);
  reload_ = std::move(reload);
}

Reloaded Service::reload() {
  const std::lock_guard lock(reload_mutex_);
  return reload_ ? reload_() : Reloaded{cannot_reload(), "", {}, ""};
}

bool Service::is_ending() const {
  const std::lock_guard lock(mutex_);
  return ending_;
}

/// On a full disk it waits for space, as the store does.
Result<ApiAccess, Error> Service::published(const std::string& data, const std::string& address) {
  for (;;) {
    auto access = ApiAccess::publish(data, address, port_, token_);
    if (access || access.error().cls != ErrorClass::transient || is_ending()) return access;
    stop_->park(rt_.now() + seconds(1));
  }
}

void Service::end_with(const Error& error) {
  {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = error;
    ending_ = true;
  }
  stop_->unpark();
}

/// One project at work, until the next one takes its place. It stops by itself: its tasks have a Runtime of their own.
struct Service::Generation {
  Generation(OpenProject given, const ServiceOptions& options)
      : rt(ThreadRuntime::Options{options.crash_at}), open(std::move(given)) {}
  ~Generation() { rt.request_stop(); }  // ends the engine's tasks, which its destructor joins

  ThreadRuntime rt;
  const OpenProject open;
  std::vector<ConnectedSystem> systems;
  std::optional<Engine> engine;
  std::optional<Api> api;
};

Result<std::unique_ptr<Service::Generation>, Error> Service::generation(OpenProject open, Store& store, Log& log) {
  auto made = std::make_unique<Generation>(std::move(open), options_);
  auto sources = webhook_sources(*made->open.project, made->open.settings);
  if (!sources) return fail(sources.error());
  std::map<std::string, std::shared_ptr<SystemPort>> ports;
  for (const ProjectSystem& system : made->open.project->systems) {
    auto connected =
        connect_system(made->rt, system, made->open.settings.at(system.name), stored_port_memory(store, system.name));
    if (!connected) return fail(connected.error());
    ports.emplace(system.name, connected->port);
    made->systems.push_back(std::move(*connected));
  }
  EngineSetup setup = engine_setup(*made->open.project, ports);
  setup.spool = spool_;
  made->engine.emplace(made->rt, store, std::move(setup), log, [this](const Error& error) { end_with(error); });
  made->api.emplace(rt_, store, *made->engine, std::move(*sources), token_, [this] { return reload(); }, log);
  return made;
}

void Service::live() {
  if (auto made = real_files().make_folder(open_.data); !made) return end_with(made.error());
  const auto lock = ProcessLock::acquire(open_.data);
  if (!lock) return end_with(lock.error());
  spool_ = std::make_shared<Spool>(real_files(), spool_in(open_.data));
  if (auto opened = spool_->open(); !opened) return end_with(opened.error());
  StoreOptions where;
  where.path = database_in(open_.data);
  const auto store = open_store(rt_, where);
  if (!store) return end_with(store.error());
  work(**store);
}

void Service::work(Store& store) {
  const auto stderr_log = make_stderr_log(rt_, options_.log.value_or(LogLevel::error));
  Log& log = options_.log ? *stderr_log : silent_log();
  const HttpServerOptions server_at = server_options(open_.project->server);
  const std::string data = open_.data;
  auto first = generation(std::move(open_), store, log);
  if (!first) return end_with(first.error());
  std::unique_ptr<Generation> now = std::move(*first);
  api_ = &*now->api;
  now->engine->start();
  auto server = start_http_server(rt_, server_at, [this](const HttpRequest& request) {
    const std::shared_lock hold(api_mutex_);
    return api_->handle(request);
  });
  if (!server) return end_with(server.error());
  port_ = (*server)->port();
  const auto access = published(data, server_at.address);
  if (!access) return end_with(access.error());
  store_ = &store;
  (void)store.write([](Tx& tx) { tx.set_setting(refused_project_key, ""); });
  follow(store, log, now);
  store_ = nullptr;
  (*server)->stop();
  now->engine->drain(rt_.now() + grace);
}

void Service::follow(Store& store, Log& log, std::unique_ptr<Generation>& now) {
  for (;;) {
    stop_->park(far_future);
    std::optional<OpenProject> next;
    std::optional<std::string> refused;
    {
      const std::lock_guard lock(mutex_);
      if (ending_) return;
      next = std::exchange(next_, std::nullopt);
      refused = std::exchange(refused_, std::nullopt);
    }
    if (next) {
      auto made = generation(std::move(*next), store, log);
      refused = made ? "" : describe(made.error());
      if (made) {
        {
          const std::unique_lock hold(api_mutex_);  // requests under way end before their engine does
          api_ = &*(*made)->api;
        }
        now->engine->drain(rt_.now() + grace);
        now = std::move(*made);
        now->engine->start();
        log.write({LogLevel::info, "The changed project is at work", Map{{"config", now->open.project->config_id}}});
      }
    }
    if (refused) {
      (void)store.write([&](Tx& tx) { tx.set_setting(refused_project_key, *refused); });
      if (!refused->empty())
        log.write({LogLevel::error, "The changed project was not taken over; what ran before goes on", {}});
    }
  }
}

}  // namespace syncline::cli
