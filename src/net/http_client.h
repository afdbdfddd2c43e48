#pragma once
// HttpClient: one blocking call. Thread-safe: any worker may send at any time.

#include <memory>
#include <string>
#include <vector>

#include "net/body_stream.h"
#include "net/http_message.h"
#include "runtime/runtime.h"

namespace syncline {

struct HttpClient {
  virtual ~HttpClient() = default;
  /// Blocks until the whole response is here or `deadline` has passed. Never follows redirects.
  virtual Result<HttpResponse, TransportError> send(const HttpRequest&, Instant deadline) = 0;
  /// The same with bodies that are not held in memory (here, for clients without a network: they are).
  virtual Result<HttpResponse, TransportError> stream(const HttpRequest&, const BodyStreams&, Instant deadline);
};

struct HttpClientOptions {
  Duration connect_timeout = seconds(10);
  std::size_t max_response_bytes = 64u << 20;
  std::string proxy;                           ///< "http://host:port"; empty = none (environment proxies are ignored)
  std::string ca_file;                         ///< empty = the system's trust store
  std::string client_certificate, client_key;  ///< PEM files for mutual TLS
  /// Networks that may be reached although private, in CIDR ("10.1.0.0/16", "127.0.0.0/8"). All private, loopback,
  /// link-local, multicast and metadata addresses are refused otherwise, at the socket, after name resolution.
  std::vector<std::string> allowed_networks;
  std::string user_agent = "syncline";
};

/// Errors: config, when an option is malformed.
Result<std::unique_ptr<HttpClient>, Error> make_http_client(Runtime&, const HttpClientOptions&);

}  // namespace syncline
