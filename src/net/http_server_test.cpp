#include "net/http_server.h"

#include <atomic>
#include <doctest/doctest.h>
#include <stdexcept>

#include "net/loopback_test.h"
#include "runtime/queue.h"

namespace syncline {
namespace {

using loopback::dial;
using loopback::first_readable;
using loopback::say;
using loopback::Wire;

const std::string get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string get_and_close = "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

HttpResponse echo(const HttpRequest& request) {
  return {.status = 200,
          .headers = {{"Content-Type", "text/plain"}},
          .body = request.method + " " + request.url + " " + request.body + " from " + request.peer};
}

std::unique_ptr<HttpServer> serve(Runtime& rt, HttpServerOptions options = {}, HttpHandler handler = echo) {
  auto server = start_http_server(rt, options, std::move(handler));
  REQUIRE_MESSAGE(server.ok(), (server ? "" : describe(server.error())));
  return std::move(*server);
}

int status_of(const std::string& answer) { return answer.size() < 12 ? 0 : std::stoi(answer.substr(9, 3)); }

int count(const std::string& text, const std::string& part) {
  int n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

/// A handler that waits until it is let go.
struct Gate {
  explicit Gate(Runtime& rt) : arrivals(rt, 16), leave(rt, 1) {}
  HttpResponse operator()(const HttpRequest& request) {
    arrivals.push(1, far_future);
    leave.pop();
    return echo(request);
  }
  void await_one() { arrivals.pop(); }
  void open() { leave.close(); }
  Queue<int> arrivals, leave;
};

}  // namespace

TEST_CASE("a request is answered with the headers of the house, and the connection is kept") {
  ThreadRuntime rt;
  const auto server = serve(rt);
  Wire wire = dial(server->port());
  wire.write("POST /x?y HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
  const std::string answer = wire.read_message();
  CHECK(answer.starts_with("HTTP/1.1 200 OK\r\nDate: "));
  CHECK(answer.find("X-Content-Type-Options: nosniff\r\n") != std::string::npos);
  CHECK(answer.ends_with("POST /x?y hello from 127.0.0.1"));
  wire.write(get);
  CHECK(wire.read_message().ends_with("GET /a  from 127.0.0.1"));
  wire.write(get_and_close);
  CHECK(wire.read_all().find("Connection: close\r\n") != std::string::npos);
}

TEST_CASE("HEAD tells the length and sends no body") {
  ThreadRuntime rt;
  const auto server = serve(rt);
  const std::string answer = say(server->port(), "HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  CHECK(answer.find("Content-Length: 23\r\n") != std::string::npos);
  CHECK(answer.ends_with("\r\n\r\n"));
}

TEST_CASE("pipelined requests are answered in their order, one at a time") {
  ThreadRuntime rt;
  std::atomic<int> running{0}, most{0};
  const auto server = serve(rt, {}, [&](const HttpRequest& request) {
    most = std::max<int>(most, ++running);
    HttpResponse response = echo(request);
    --running;
    return response;
  });
  std::string wire;
  for (int i = 0; i < 20; ++i) wire += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
  const std::string answer = say(server->port(), wire + get_and_close);
  CHECK(count(answer, "HTTP/1.1 200 OK") == 21);
  std::size_t at = 0;
  for (int i = 0; i < 20; ++i) {
    at = answer.find("GET /" + std::to_string(i) + " ", at);
    REQUIRE(at != std::string::npos);
  }
  CHECK(most == 1);
}

TEST_CASE("100-continue is said before the body, and not when the body is refused") {
  ThreadRuntime rt;
  const auto server = serve(rt);
  Wire wire = dial(server->port());
  wire.write("POST /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(wire.read_message() == "HTTP/1.1 100 Continue\r\n\r\n");
  wire.write("ok");
  CHECK(wire.read_message().find("POST /x ok") != std::string::npos);
  const std::string refused =
      say(server->port(), "POST /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
  CHECK(status_of(refused) == 413);
  CHECK(count(refused, "100 Continue") == 0);
}

TEST_CASE("what cannot be read is refused, told why, and closed") {
  ThreadRuntime rt;
  std::atomic<int> handled{0};
  const auto server = serve(rt, {.max_header_bytes = 1024, .max_body_bytes = 100}, [&](const HttpRequest& request) {
    ++handled;
    return echo(request);
  });
  const auto status = [&](const std::string& text) { return status_of(say(server->port(), text)); };
  CHECK(status("nonsense\r\n\r\n") == 400);
  CHECK(status("GET / HTTP/1.1\r\n\r\n") == 400);
  CHECK(status("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n") == 431);
  CHECK(status("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n" + std::string(101, 'x')) == 413);
  CHECK(status("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n") == 501);
  const std::string smuggled = say(server->port(),
                                   "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: "
                                   "chunked\r\n\r\n0\r\n\r\nGET /evil HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(status_of(smuggled) == 400);
  CHECK(count(smuggled, "HTTP/1.1 ") == 1);
  CHECK(handled == 0);
  // A client that is still sending is read for a while, else a reset might overtake the answer.
  Wire wire = dial(server->port());
  wire.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n");
  CHECK(status_of(wire.read_all()) == 413);
  CHECK(wire.parted());
  for (int i = 0; i < 6; ++i) CHECK(wire.write(std::string(10'000, 'x')));
}

TEST_CASE("a peer that goes away in the middle hurts nobody") {
  ThreadRuntime rt;
  const auto server = serve(rt);
  for (const std::string text :
       {"", "GE", "GET / HTTP/1.1\r\nHos", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nab"}) {
    Wire wire = dial(server->port());
    wire.write(text);
    wire.reset();
  }
  Wire gone = dial(server->port());
  gone.write(get + get + get);
  gone.reset();
  CHECK(status_of(say(server->port(), get_and_close)) == 200);
}

TEST_CASE("slow clients are cut off: header, body, and idle connections") {
  ThreadRuntime rt;
  const auto server = serve(
      rt,
      {.header_deadline = milliseconds(60), .request_deadline = milliseconds(120), .idle_deadline = milliseconds(60)});
  const Instant start = rt.now();
  SUBCASE("a header that drips") {
    Wire wire = dial(server->port());
    wire.write("GET / HT");
    CHECK(status_of(wire.read_all()) == 408);
    CHECK(rt.now() - start >= milliseconds(60));
  }
  SUBCASE("each byte does not buy more time") {
    Wire wire = dial(server->port());
    bool open = true;
    for (int i = 0; i < 400 && open; ++i) {
      open = wire.write("G");
      rt.sleep_for(milliseconds(5));
    }
    CHECK_FALSE(open);
    CHECK(rt.now() - start < seconds(2));
  }
  SUBCASE("a body that does not come") {
    Wire wire = dial(server->port());
    wire.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nab");
    CHECK(status_of(wire.read_all()) == 408);
    CHECK(rt.now() - start >= milliseconds(120));
  }
  SUBCASE("an idle connection is closed without a word, before and after a request") {
    CHECK(dial(server->port()).read_all().empty());
    Wire wire = dial(server->port());
    wire.write(get);
    CHECK(status_of(wire.read_message()) == 200);
    CHECK(wire.read_all().empty());
  }
  CHECK(status_of(say(server->port(), get_and_close)) == 200);
}

TEST_CASE("a handler's time is not the client's: deadlines rest while it works") {
  ThreadRuntime rt;
  const auto server = serve(
      rt,
      {.header_deadline = milliseconds(20), .request_deadline = milliseconds(20), .idle_deadline = milliseconds(20)},
      [&](const HttpRequest& request) {
        rt.sleep_for(milliseconds(80));
        return echo(request);
      });
  CHECK(status_of(say(server->port(), get_and_close)) == 200);
}

TEST_CASE("too many connections get a 503, and room is made when one leaves") {
  ThreadRuntime rt;
  const auto server = serve(rt, {.max_connections = 2});
  Wire first = dial(server->port());
  first.write(get);
  CHECK(status_of(first.read_message()) == 200);
  Wire second = dial(server->port());
  second.write(get);
  CHECK(status_of(second.read_message()) == 200);
  const std::string refused = dial(server->port()).read_all();
  CHECK(status_of(refused) == 503);
  CHECK(refused.find("Retry-After: 1\r\n") != std::string::npos);
  first.write(get_and_close);
  first.read_all();
  first.close();
  std::string answer;
  for (int i = 0; i < 200 && status_of(answer) != 200; ++i) answer = say(server->port(), get_and_close);
  CHECK(status_of(answer) == 200);
}

TEST_CASE("a full queue pushes back with 503 and Retry-After, and the connection lives on") {
  ThreadRuntime rt;
  Gate gate(rt);
  const auto server = serve(rt, {.workers = 1, .queue = 1}, std::ref(gate));
  Wire working = dial(server->port()), one = dial(server->port()), two = dial(server->port());
  working.write(get);
  gate.await_one();
  one.write(get);
  two.write(get);
  // The queue has one place: of two requests one waits and one is refused.
  Wire& refused = first_readable(one, two);
  Wire& queued = &refused == &one ? two : one;
  const std::string answer = refused.read_message();
  CHECK(status_of(answer) == 503);
  CHECK(answer.find("Retry-After: 1\r\n") != std::string::npos);
  gate.open();
  CHECK(status_of(working.read_message()) == 200);
  CHECK(status_of(queued.read_message()) == 200);
  refused.write(get);
  CHECK(status_of(refused.read_message()) == 200);
}

TEST_CASE("an exception of a handler is a 500 without detail, and the worker lives on") {
  ThreadRuntime rt;
  const auto server = serve(rt, {.workers = 1}, [](const HttpRequest& request) -> HttpResponse {
    if (request.url == "/bad") throw std::runtime_error("secret detail");
    return echo(request);
  });
  const std::string answer = say(server->port(), "GET /bad HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  CHECK(status_of(answer) == 500);
  CHECK(answer.find("secret") == std::string::npos);
  CHECK(status_of(say(server->port(), get_and_close)) == 200);
}

TEST_CASE("stop lets running and waiting requests end, and closes the rest") {
  ThreadRuntime rt;
  Gate gate(rt);
  auto server = serve(rt, {.workers = 1, .queue = 1}, std::ref(gate));
  const std::uint16_t port = server->port();
  Wire running = dial(port), one = dial(port), two = dial(port), idle = dial(port);
  running.write(get);
  gate.await_one();
  one.write(get);
  two.write(get);
  Wire& refused = first_readable(one, two);  // so the other one waits in the queue
  Wire& queued = &refused == &one ? two : one;
  Task stop = rt.spawn("stop", [&] { server->stop(); });
  CHECK(idle.read_all().empty());
  gate.open();
  const std::string answer = running.read_all();
  CHECK(status_of(answer) == 200);
  CHECK(answer.find("Connection: close\r\n") != std::string::npos);
  CHECK(status_of(queued.read_all()) == 200);
  stop.join();
  CHECK(dial(port).read_all().empty());
  server->stop();
}

TEST_CASE("a stopping runtime ends the workers: their requests are answered 503, and stop returns") {
  ThreadRuntime rt;
  ThreadRuntime outside;
  Gate gate(rt);
  Queue<int> arrived(outside, 1);
  auto server = serve(rt, {.workers = 1}, [&](const HttpRequest& request) {
    arrived.push(1, far_future);
    return gate(request);
  });
  Wire running = dial(server->port());
  running.write(get);
  arrived.pop();
  rt.request_stop();
  CHECK(status_of(running.read_all()) == 503);
  server->stop();
}

TEST_CASE("a request that comes when the runtime has stopped is answered 503 and does not hang") {
  ThreadRuntime rt;
  const auto server = serve(rt);
  rt.request_stop();
  CHECK(status_of(say(server->port(), get)) == 503);
}

TEST_CASE("an address or port that cannot be used is named, with a remedy") {
  ThreadRuntime rt;
  const auto server = serve(rt);
  const auto error_of = [&](HttpServerOptions options) {
    auto second = start_http_server(rt, options, echo);
    REQUIRE_FALSE(second.ok());
    CHECK_FALSE(second.error().remedy.empty());
    return second.error();
  };
  const Error taken = error_of({.port = server->port()});
  CHECK(taken.cls == ErrorClass::transient);
  CHECK(taken.message.find(std::to_string(server->port())) != std::string::npos);
  CHECK(error_of({.address = "localhost"}).cls == ErrorClass::config);
  CHECK(error_of({.address = "203.0.113.9"}).cls == ErrorClass::config);
  CHECK(error_of({.workers = 0}).cls == ErrorClass::config);
}

}  // namespace syncline
