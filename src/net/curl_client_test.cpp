#include <atomic>
#include <doctest/doctest.h>
#include <functional>

#include "net/client_test.h"
#include "net/http_server.h"

namespace syncline {
namespace {

using namespace loopback;
using Sent = TransportError::Sent;

}  // namespace

TEST_CASE("a request arrives as given and the answer comes back as sent") {
  ThreadRuntime rt;
  HttpRequest seen;
  auto server = start_http_server(rt, {}, [&](const HttpRequest& request) {
    seen = request;
    return HttpResponse{.status = 207, .headers = {{"X-One", "1"}, {"x-one", "2"}}, .body = std::string("a\0b", 3)};
  });
  REQUIRE(server.ok());
  const auto client = client_of(rt);
  const std::string base = "http://127.0.0.1:" + std::to_string((*server)->port());
  for (const std::string method : {"GET", "POST", "PUT", "PATCH", "DELETE", "REPORT", "MERGE", "OPTIONS"}) {
    for (const std::string& body : {std::string(), std::string("{\"a\":1}\0x", 9)}) {
      CAPTURE(method);
      HttpRequest request = to(base + "/a%2Fb/../c?q=%20&r", method, body);
      request.headers = {{"X-Key", "k"}, {"X-Empty", ""}};
      const auto answer = client->send(request, rt.now() + seconds(5));
      REQUIRE(answer.ok());
      CHECK(answer->status == 207);
      CHECK(answer->body == std::string("a\0b", 3));
      CHECK(*header(answer->headers, "x-one") == "1");
      CHECK(seen.method == method);
      CHECK(seen.url == "/c?q=%20&r");
      CHECK(seen.body == body);
      CHECK(*header(seen.headers, "X-Key") == "k");
      CHECK(*header(seen.headers, "X-Empty") == "");
      CHECK(*header(seen.headers, "User-Agent") == "syncline");
      CHECK(header(seen.headers, "Content-Type") == nullptr);
      CHECK(header(seen.headers, "Expect") == nullptr);
    }
  }
  const auto head = client->send(to(base + "/", "HEAD"), rt.now() + seconds(5));
  REQUIRE(head.ok());
  CHECK(seen.method == "HEAD");
  CHECK(head->body.empty());
}

TEST_CASE("many tasks share one client") {
  ThreadRuntime rt;
  auto server = start_http_server(
      rt, {}, [](const HttpRequest& r) { return HttpResponse{.status = 200, .headers = {}, .body = r.body}; });
  REQUIRE(server.ok());
  const auto client = client_of(rt);
  const std::string url = "http://127.0.0.1:" + std::to_string((*server)->port()) + "/";
  std::atomic<int> right{0};
  std::vector<Task> tasks;
  for (int t = 0; t < 8; ++t) {
    tasks.push_back(rt.spawn("caller", [&, t] {
      for (int i = 0; i < 25; ++i) {
        const std::string body = std::to_string(t * 1000 + i);
        const auto answer = client->send(to(url, "POST", body), rt.now() + seconds(10));
        if (answer && answer->body == body) ++right;
      }
    }));
  }
  tasks.clear();
  CHECK(right == 200);
}

TEST_CASE("nothing is sent to an address that is not allowed, however it is written") {
  ThreadRuntime rt;
  Stage stage(rt, answering(ok));
  const std::string port = std::to_string(stage.port());
  const auto closed = client_of(rt, {});
  for (const std::string host :
       {"127.0.0.1", "localhost", "localhost.", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0", "127.9.9.9"}) {
    CAPTURE(host);
    const TransportError error =
        error_of(closed->send(to("http://" + host + ":" + port + "/", "POST", "secret"), rt.now() + seconds(5)));
    CHECK(error.sent == Sent::no);
    CHECK(error.cls == ErrorClass::config);
    CHECK(error.detail.find("allowed_networks") != std::string::npos);
  }
  for (const std::string url :
       {"http://169.254.169.254/latest/meta-data/", "http://10.255.255.1/", "http://[fd00:ec2::254]/"}) {
    CAPTURE(url);
    CHECK(error_of(closed->send(to(url), rt.now() + seconds(5))).cls == ErrorClass::config);
  }
  CHECK(stage.connections() == 0);
  CHECK(client_of(rt)->send(to(stage.url("/")), rt.now() + seconds(5)).ok());
}

TEST_CASE("what is no request is refused before anything is sent") {
  ThreadRuntime rt;
  Stage stage(rt, answering(ok));
  const auto client = client_of(rt);
  const auto refused = [&](const HttpRequest& request) {
    const TransportError error = error_of(client->send(request, rt.now() + seconds(5)));
    CHECK(error.sent == Sent::no);
    CHECK(error.cls == ErrorClass::config);
    CHECK(error.detail.find("hunter2") == std::string::npos);
  };
  for (const std::string url :
       {"/x", "file:///etc/passwd", "gopher://127.0.0.1/", "http://u:hunter2@127.0.0.1/", "http://h/\r\nX: y", ""}) {
    refused(to(url));
  }
  HttpRequest injected = to(stage.url("/"));
  injected.headers = {{"X", "a\r\nAuthorization: hunter2"}};
  refused(injected);
  injected.headers = {{"Host", "evil.example"}};
  refused(injected);
  refused(to(stage.url("/"), "GET / HTTP/1.1\r\nX:"));
  CHECK(stage.connections() == 0);
}

TEST_CASE("no connection, no request: sent is 'no'") {
  ThreadRuntime rt;
  std::string url;
  {
    Stage stage(rt, answering(ok));
    url = stage.url("/");
  }
  const TransportError closed = error_of(client_of(rt)->send(to(url, "POST", "x"), rt.now() + seconds(5)));
  CHECK(closed.sent == Sent::no);
  CHECK(closed.cls == ErrorClass::transient);
  CHECK(closed.detail.find(url) != std::string::npos);
  const TransportError unknown =
      error_of(client_of(rt)->send(to("http://no-such-host.invalid/"), rt.now() + seconds(5)));
  CHECK(unknown.sent == Sent::no);
  CHECK(unknown.cls == ErrorClass::transient);
  Stage stage(rt, answering(ok));
  const TransportError late = error_of(client_of(rt)->send(to(stage.url("/")), rt.now() - milliseconds(1)));
  CHECK(late.sent == Sent::no);
  CHECK(stage.connections() == 0);
}

TEST_CASE("once the request is out, every failure leaves its outcome open") {
  ThreadRuntime rt;
  const auto fails = [&](const Stage::Script& script) {
    Stage stage(rt, script);
    const TransportError error =
        error_of(client_of(rt)->send(to(stage.url("/"), "POST", "x"), rt.now() + milliseconds(400)));
    CHECK(error.sent == Sent::maybe);
    CHECK(error.cls == ErrorClass::transient);
    CHECK(stage.connections() == 1);
  };
  const auto after = [](std::string text, bool reset) {
    return [text = std::move(text), reset](Wire& wire, int) {
      wire.read_message();
      wire.write(text);
      reset ? wire.reset() : wire.close();
    };
  };
  SUBCASE("closed without a word") { fails(after("", false)); }
  SUBCASE("reset without a word") { fails(after("", true)); }
  SUBCASE("closed in the header") { fails(after("HTTP/1.1 200 OK\r\nContent-Le", false)); }
  SUBCASE("reset in the body") { fails(after("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", true)); }
  SUBCASE("closed in the body") { fails(after("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", false)); }
  SUBCASE("closed in a chunk") { fails(after("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc", false)); }
  SUBCASE("no HTTP") { fails(after("220 mail.example ESMTP\r\n", false)); }
  SUBCASE("HTTP/0.9") { fails(after("hello", false)); }
  SUBCASE("broken gzip") {
    fails(after("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd", false));
  }
  SUBCASE("two lengths") { fails(after("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nabcd", true)); }
}

TEST_CASE("the deadline holds, whatever the server does") {
  ThreadRuntime rt;
  const auto times_out = [&](const Stage::Script& script) {
    Stage stage(rt, script);
    const Instant start = rt.now();
    const TransportError error = error_of(client_of(rt)->send(to(stage.url("/")), start + milliseconds(100)));
    CHECK(error.sent == Sent::maybe);
    CHECK(error.cls == ErrorClass::transient);
    CHECK(rt.now() - start >= milliseconds(95));
    CHECK(rt.now() - start < seconds(3));
  };
  SUBCASE("silence") {
    times_out([](Wire& wire, int) { wire.read_message(), wire.read_some(); });
  }
  SUBCASE("drops of a body") {
    times_out([&](Wire& wire, int) {
      wire.read_message();
      wire.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
      while (wire.write("x")) rt.sleep_for(milliseconds(5));
    });
  }
}

TEST_CASE("redirects come back as answers; interim answers, folds and trailers do not confuse") {
  ThreadRuntime rt;
  Stage evil(rt, answering(ok));
  Stage stage(rt, answering("HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                            "HTTP/1.1 302 Found\r\nLocation: " +
                            evil.url("/") +
                            "\r\nX-Long: a\r\n  b\r\nTransfer-Encoding: chunked\r\n\r\n"
                            "2\r\nno\r\n0\r\nX-Trailer: 1\r\n\r\n"));
  HttpRequest request = to(stage.url("/"));
  request.headers = {{"Authorization", "Bearer t"}};
  const auto answer = client_of(rt)->send(request, rt.now() + seconds(5));
  REQUIRE(answer.ok());
  CHECK(answer->status == 302);
  CHECK(answer->body == "no");
  CHECK(*header(answer->headers, "X-Long") == "a b");
  CHECK(header(answer->headers, "X-Interim") == nullptr);
  CHECK(header(answer->headers, "Link") == nullptr);
  CHECK(header(answer->headers, "X-Trailer") == nullptr);
  CHECK(evil.connections() == 0);
}

TEST_CASE("options that cannot work are refused at once") {
  ThreadRuntime rt;
  const auto refused = [&](const std::function<void(HttpClientOptions&)>& change) {
    HttpClientOptions options;
    change(options);
    auto client = make_http_client(rt, options);
    REQUIRE_FALSE(client.ok());
    CHECK(client.error().cls == ErrorClass::config);
    CHECK_FALSE(client.error().remedy.empty());
  };
  const auto readable = [](HttpClientOptions& o) { o.client_certificate = "/etc/hostname"; };
  refused([](auto& o) { o.proxy = "socks5://127.0.0.1:1080"; });
  refused([](auto& o) { o.proxy = "http://user:pw@127.0.0.1:1080"; });
  refused([](auto& o) { o.ca_file = "/no/such/file.pem"; });
  refused(readable);
  refused([](auto& o) { o.client_certificate = o.client_key = "/no/such/file.pem"; });
  refused([](auto& o) { o.allowed_networks = {"10.0.0.1/8"}; });
  refused([](auto& o) { o.connect_timeout = Duration{}; });
  refused([](auto& o) { o.user_agent = "a\r\nb"; });
}

}  // namespace syncline
