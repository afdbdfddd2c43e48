#include <atomic>
#include <cstdlib>
#include <doctest/doctest.h>
#include <mutex>

#include "net/client_test.h"

namespace syncline {
namespace {

using namespace loopback;
using Sent = TransportError::Sent;

}  // namespace

TEST_CASE("a request is sent at most once, also when a kept-alive connection dies under it") {
  ThreadRuntime rt;
  std::atomic<int> arrived{0};
  enum class End { close, reset };
  const auto dies_on_second = [&](End end) {
    return [&, end](Wire& wire, int) {
      for (int n = 1; !wire.read_message().empty(); ++n) {
        ++arrived;
        if (n == 1) {
          wire.write(ok);
        } else {
          end == End::close ? wire.close() : wire.reset();
          return;
        }
      }
    };
  };
  for (const std::string method : {"POST", "GET", "DELETE", "PUT"}) {
    for (const End end : {End::close, End::reset}) {
      CAPTURE(method);
      arrived = 0;
      Stage stage(rt, dies_on_second(end));
      const auto client = client_of(rt);
      const std::string body = method == "POST" || method == "PUT" ? "order" : "";
      REQUIRE(client->send(to(stage.url("/1"), method, body), rt.now() + seconds(5)).ok());
      const TransportError error = error_of(client->send(to(stage.url("/2"), method, body), rt.now() + seconds(5)));
      CHECK(error.sent == Sent::maybe);
      CHECK(error.cls == ErrorClass::transient);
      stage.end();
      CHECK(arrived == 2);  // one per send()
    }
  }
}

TEST_CASE("a connection that the server closed while idle is noticed and replaced") {
  ThreadRuntime rt;
  std::atomic<int> arrived{0};
  Stage stage(rt, [&](Wire& wire, int) {
    if (wire.read_message().empty()) return;
    ++arrived;
    wire.write(ok);
  });
  const auto client = client_of(rt);
  for (int i = 1; i <= 3; ++i) {
    CHECK(client->send(to(stage.url("/"), "POST", "x"), rt.now() + seconds(5)).ok());
    // The stage closes after its answer; the next accept shows that it has.
    while (stage.connections() < i) rt.yield();
    rt.sleep_for(milliseconds(20));
  }
  CHECK(arrived == 3);
  CHECK(stage.connections() == 3);
}

TEST_CASE("a sound connection is used again") {
  ThreadRuntime rt;
  Stage stage(rt, [](Wire& wire, int) {
    while (!wire.read_message().empty()) wire.write(ok);
  });
  {
    const auto client = client_of(rt);
    for (int i = 0; i < 5; ++i) CHECK(client->send(to(stage.url("/")), rt.now() + seconds(5)).ok());
  }
  CHECK(stage.connections() == 1);
}

TEST_CASE("a proxy is used when configured, never because of the environment") {
  ThreadRuntime rt;
  std::string asked;
  std::mutex mutex;
  Stage proxy(rt, [&](Wire& wire, int) {
    const std::string text = wire.read_message();
    const std::lock_guard lock(mutex);
    asked = text.substr(0, text.find("\r\n"));
    wire.write(ok);
  });
  Stage target(rt, answering(ok));
  for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"})
    setenv(name, proxy.url("").c_str(), 1);
  CHECK(client_of(rt)->send(to(target.url("/")), rt.now() + seconds(5)).ok());
  CHECK(proxy.connections() == 0);
  for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) unsetenv(name);
  HttpClientOptions options;
  options.proxy = proxy.url("");
  setenv("no_proxy", "*", 1);
  CHECK(client_of(rt, options)->send(to("http://erp.example.com/a"), rt.now() + seconds(5)).ok());
  unsetenv("no_proxy");
  {
    const std::lock_guard lock(mutex);
    CHECK(asked == "GET http://erp.example.com/a HTTP/1.1");
  }
  for (const std::string url : {"http://127.0.0.1/", "http://localhost/", "http://[::ffff:10.0.0.1]/"}) {
    CHECK(error_of(client_of(rt, options)->send(to(url), rt.now() + seconds(5))).cls == ErrorClass::config);
  }
  CHECK(proxy.connections() == 1);
}

}  // namespace syncline
