#include "cli/connected_system.h"

#include "api/webhook_intake.h"
#include "cli/data_folder.h"
#include "connect/file_port.h"
#include "engine/stored_port_memory.h"
#include "net/postgres_client.h"
#include "store/open.h"

namespace syncline::cli {
namespace {

struct ReadMemory final : PortMemory {
  ReadMemory(std::unique_ptr<Store> from, std::string whose) : store(std::move(from)), system(std::move(whose)) {}
  std::string recall(std::string_view what) override {
    return store->reader()->setting(memory_key(what, system)).value_or("");
  }
  void keep(std::string_view, const std::string&) override {}  // what a person asks for is not worth a lock on the data
  bool lasts() const override { return false; }
  const std::unique_ptr<Store> store;
  const std::string system;
};

}  // namespace

std::shared_ptr<PortMemory> memory_in(const std::string& data, const std::string& system) {
  if (!require_data(data)) return nullptr;
  StoreOptions options;
  options.path = database_in(data);
  auto store = open_to_read(options);
  return store ? std::make_shared<ReadMemory>(std::move(*store), system) : nullptr;
}

Result<ConnectedSystem, Error> connect_system(Runtime& rt, const ProjectSystem& system, const Map& settings,
                                              std::shared_ptr<PortMemory> memory) {
  if (system.manifest->format.protocol == MessageFormat::Protocol::file) {
    auto port = make_file_port(rt, system.manifest, system.name, settings, std::move(memory));
    if (!port) return fail(port.error());
    return ConnectedSystem{nullptr, std::move(*port)};
  }
  HttpClientOptions options;
  options.allowed_networks = system.allowed_networks;
  auto client = make_system_client(rt, options);
  if (!client) return fail(client.error());
  auto port = make_http_port(rt, **client, system.manifest, system.name, settings,
                             {.concurrency = system.concurrency, .rate = system.rate, .memory = std::move(memory)});
  if (!port) return fail(port.error());
  return ConnectedSystem{std::move(*client), std::move(*port)};
}

HttpServerOptions server_options(const ProjectServer& server) {
  HttpServerOptions options;
  // Each webhook waits for the disk: who waits at the same moment shares one write to it. The others answer meanwhile.
  options.workers = WebhookIntake::most_at_once + 8;
  options.address = server.address;
  options.port = static_cast<std::uint16_t>(server.port);
  return options;
}

}  // namespace syncline::cli
