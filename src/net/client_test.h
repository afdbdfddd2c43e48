#pragma once
// For tests of the HTTP client: a client that may call loopback, and servers that answer once.

#include <doctest/doctest.h>

#include "net/http_client.h"
#include "net/loopback_test.h"

namespace syncline::loopback {

inline HttpClientOptions on_loopback() {
  HttpClientOptions options;
  options.allowed_networks = {"127.0.0.0/8"};
  options.max_response_bytes = 1u << 20;
  return options;
}

inline std::unique_ptr<HttpClient> client_of(Runtime& rt, const HttpClientOptions& options = on_loopback()) {
  auto client = make_http_client(rt, options);
  REQUIRE_MESSAGE(client.ok(), (client ? "" : describe(client.error())));
  return std::move(*client);
}

inline HttpRequest to(std::string url, std::string method = "GET", std::string body = "") {
  return {.method = std::move(method), .url = std::move(url), .headers = {}, .body = std::move(body), .peer = ""};
}

inline TransportError error_of(const Result<HttpResponse, TransportError>& answer) {
  REQUIRE_FALSE(answer.ok());
  CAPTURE(answer.error().detail);
  CHECK_FALSE(answer.error().detail.empty());
  return answer.error();
}

inline const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// Answers the first request of a connection with `text` and closes.
inline Stage::Script answering(std::string text) {
  return [text = std::move(text)](Wire& wire, int) {
    if (!wire.read_message().empty()) wire.write(text);
  };
}

}  // namespace syncline::loopback
