#include "cli/connected_system.h"

#include "api/webhook_intake.h"
#include "cli/data_folder.h"
#include "engine/stored_rate_memory.h"
#include "store/open.h"

namespace syncline::cli {
namespace {

struct ReadRates final : RateMemory {
  explicit ReadRates(std::string t) : text(std::move(t)) {}
  std::string recall() override { return text; }
  void keep(const std::string&) override {}  // what a person asks for is not worth a lock on the data
  const std::string text;
};

}  // namespace

std::shared_ptr<RateMemory> rates_in(const std::string& data, const std::string& system) {
  if (!require_data(data)) return nullptr;
  StoreOptions options;
  options.path = database_in(data);
  const auto store = open_to_read(options);
  return store ? std::make_shared<ReadRates>((*store)->reader()->setting(rate_key(system)).value_or("")) : nullptr;
}

Result<ConnectedSystem, Error> connect_system(Runtime& rt, const ProjectSystem& system, const Map& settings,
                                              std::shared_ptr<RateMemory> memory) {
  HttpClientOptions options;
  options.allowed_networks = system.allowed_networks;
  auto client = make_http_client(rt, options);
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
