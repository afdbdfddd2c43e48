#pragma once
// HttpServer: HTTP/1.1 with deadlines and limits. One I/O thread; handlers run on `workers` tasks of the Runtime.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "net/http_message.h"
#include "runtime/runtime.h"

namespace syncline {

/// Runs on a worker task; may block. An exception becomes a 500 without detail.
using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

struct HttpServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0 = any free port
  int workers = 4;
  std::size_t max_header_bytes = 16u << 10;
  std::size_t max_body_bytes = 4u << 20;
  Duration header_deadline = seconds(10);   ///< from the first byte to the last of the header
  Duration request_deadline = seconds(30);  ///< from the first byte to the last of the body
  Duration idle_deadline = seconds(60);
  int max_connections = 1024;
  std::size_t queue = 1024;  ///< requests waiting for a worker; beyond it 503 with Retry-After
};

struct HttpServer {
  virtual ~HttpServer() = default;  ///< stops: no new requests, running handlers end, then closes
  virtual std::uint16_t port() const = 0;
  virtual void stop() = 0;
};

/// Errors: config (address), transient (port taken; the message names it).
Result<std::unique_ptr<HttpServer>, Error> start_http_server(Runtime&, const HttpServerOptions&, HttpHandler);

}  // namespace syncline
