#pragma once
// ConnectedSystem: one system of a project as a process reaches it.

#include <memory>

#include "connect/http_port.h"
#include "net/http_server.h"
#include "project/project.h"

namespace syncline::cli {

struct ConnectedSystem {
  std::unique_ptr<HttpClient> client;  ///< outlives the port; null: it is not called
  std::shared_ptr<SystemPort> port;
};

/// Calls nobody yet. Errors: config (networks, a setting that is missing).
Result<ConnectedSystem, Error> connect_system(Runtime&, const ProjectSystem&, const Map& settings,
                                              std::shared_ptr<PortMemory> memory = nullptr);

/// For a command beside a run: it keeps to what the vendor asked of that one, as its data say. Null: there are none
/// yet.
std::shared_ptr<PortMemory> memory_in(const std::string& data, const std::string& system);

HttpServerOptions server_options(const ProjectServer&);

}  // namespace syncline::cli
