#pragma once
// A system that speaks JSON, XML, SOAP or XML-RPC over HTTP, as its manifest says. Thread-safe.

#include <memory>
#include <optional>
#include <string>

#include "connect/manifest.h"
#include "connect/port_memory.h"
#include "net/http_client.h"

namespace syncline {

/// What a project says of one system, instead of its connector.
struct HttpPortOptions {
  std::optional<int> concurrency;
  std::optional<CallRate> rate = {};
  std::shared_ptr<PortMemory> memory = nullptr;  ///< null: it calls as if there had been no process before it
};

/// `client` and the Runtime must outlive the port. Settings hold resolved secrets. Errors: config (a missing setting).
Result<std::shared_ptr<SystemPort>, Error> make_http_port(Runtime&, HttpClient&, std::shared_ptr<const Manifest>,
                                                          std::string system, Map settings,
                                                          const HttpPortOptions& options = {});

}  // namespace syncline
