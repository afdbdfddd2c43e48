#include <doctest/doctest.h>

#include "net/client_test.h"
#include "net/tls_stage_test.h"

namespace syncline {
namespace {

using namespace loopback;
using Sent = TransportError::Sent;

Result<HttpResponse, TransportError> call(Runtime& rt, const HttpClientOptions& options, const std::string& url) {
  return client_of(rt, options)->send(to(url, "POST", "secret"), rt.now() + seconds(5));
}

void is_refused_before_the_request(Runtime& rt, TlsStage& server, const HttpClientOptions& options) {
  const TransportError error = error_of(call(rt, options, server.url()));
  CHECK(error.sent == Sent::no);
  CHECK(error.cls == ErrorClass::config);
  CHECK(server.connections() == 1);
  CHECK(server.requests() == 0);
}

}  // namespace

TEST_CASE("a certificate that nobody vouches for is refused before a byte of the request leaves") {
  ThreadRuntime rt;
  const Identity identity("IP:127.0.0.1");
  TlsStage server(rt, identity);
  is_refused_before_the_request(rt, server, on_loopback());
}

TEST_CASE("with its issuer as ca_file the same server is accepted") {
  ThreadRuntime rt;
  const Identity identity("IP:127.0.0.1");
  TlsStage server(rt, identity);
  HttpClientOptions options = on_loopback();
  options.ca_file = identity.certificate_file();
  const auto answer = call(rt, options, server.url());
  REQUIRE_MESSAGE(answer.ok(), (answer ? "" : answer.error().detail));
  CHECK(answer->body == "ok");
  CHECK(server.requests() == 1);
}

TEST_CASE("a trusted certificate for another host, or an expired one, is refused") {
  ThreadRuntime rt;
  const Identity other("DNS:erp.example,IP:127.0.0.2"), expired("IP:127.0.0.1", -1);
  for (const Identity* identity : {&other, &expired}) {
    TlsStage server(rt, *identity);
    HttpClientOptions options = on_loopback();
    options.ca_file = identity->certificate_file();
    is_refused_before_the_request(rt, server, options);
  }
}

TEST_CASE("a ca_file vouches for its own certificates only") {
  ThreadRuntime rt;
  const Identity identity("IP:127.0.0.1"), stranger("IP:127.0.0.1");
  TlsStage server(rt, identity);
  HttpClientOptions options = on_loopback();
  options.ca_file = stranger.certificate_file();
  is_refused_before_the_request(rt, server, options);
}

TEST_CASE("a client certificate is shown when the server asks for one") {
  ThreadRuntime rt;
  const Identity identity("IP:127.0.0.1"), client("DNS:client.example");
  HttpClientOptions options = on_loopback();
  options.ca_file = identity.certificate_file();
  {
    TlsStage server(rt, identity, &client);
    CHECK_FALSE(call(rt, options, server.url()).ok());
    CHECK(server.requests() == 0);
  }
  options.client_certificate = client.certificate_file();
  options.client_key = client.key_file();
  TlsStage server(rt, identity, &client);
  const auto answer = call(rt, options, server.url());
  REQUIRE_MESSAGE(answer.ok(), (answer ? "" : answer.error().detail));
  CHECK(server.requests() == 1);
}

TEST_CASE("a server that speaks no TLS gets no request") {
  ThreadRuntime rt;
  Stage stage(rt, [](Wire& wire, int) {
    wire.read_some();
    wire.write("HTTP/1.1 400 Bad Request\r\n\r\n");
  });
  const TransportError error =
      error_of(call(rt, on_loopback(), "https://127.0.0.1:" + std::to_string(stage.port()) + "/"));
  CHECK(error.sent == Sent::no);
  CHECK(error.cls == ErrorClass::transient);
}

}  // namespace syncline
