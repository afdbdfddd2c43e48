#include "cli/connected_system.h"

#include "api/webhook_intake.h"

namespace syncline::cli {

Result<ConnectedSystem, Error> connect_system(Runtime& rt, const ProjectSystem& system, const Map& settings) {
  HttpClientOptions options;
  options.allowed_networks = system.allowed_networks;
  auto client = make_http_client(rt, options);
  if (!client) return fail(client.error());
  auto port = make_http_port(rt, **client, system.manifest, system.name, settings,
                             {.concurrency = system.concurrency, .rate = system.rate});
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
