#include "net/request_reader.h"

#include <doctest/doctest.h>
#include <vector>

namespace syncline {
namespace {

using namespace std::string_view_literals;
using State = RequestReader::State;
using Seen = std::vector<std::string>;

std::string told(const Seen& seen) {
  std::string text;
  for (const std::string& one : seen) text += one + "; ";
  return text;
}

constexpr std::size_t max_header = 1024, max_body = 4096;

/// "POST /x [body] keep" per request, then "refused 400" or "waits" (for more bytes) or nothing.
std::vector<std::string> read(std::string_view wire, std::size_t piece) {
  RequestReader reader(max_header, max_body);
  std::vector<std::string> seen;
  for (std::size_t at = 0; at < wire.size(); at += piece) {
    State state = reader.feed(wire.substr(at, piece));
    while (state == State::complete) {
      const bool keep = reader.keep_alive();
      const HttpRequest request = reader.take();
      seen.push_back(request.method + " " + request.url + " [" + request.body + "] " + (keep ? "keep" : "close"));
      state = reader.feed({});
    }
    if (state == State::refused) {
      seen.push_back("refused " + std::to_string(reader.refusal().status));
      return seen;
    }
  }
  if (reader.begun()) seen.emplace_back("waits");
  return seen;
}

/// However the bytes are cut, the answer is the same.
std::vector<std::string> outcome(std::string_view wire) {
  const auto whole = read(wire, wire.size());
  for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{64}}) {
    CAPTURE(wire);
    CAPTURE(piece);
    CHECK(read(wire, piece) == whole);
  }
  return whole;
}

Seen accepted(Seen seen) {
  std::erase_if(seen, [](const std::string& one) { return one == "waits" || one.starts_with("refused "); });
  return seen;
}

std::string post(std::string_view headers, std::string_view body) {
  return "POST /x HTTP/1.1\r\nHost: h\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

}  // namespace

TEST_CASE("requests are read whole, pipelined, with length or chunks") {
  CHECK(outcome("GET /a?b=c HTTP/1.1\r\nHost: h\r\n\r\n") == Seen{"GET /a?b=c [] keep"});
  CHECK(outcome("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n") == Seen{"GET / [] close"});
  CHECK(outcome("GET / HTTP/1.0\r\n\r\n") == Seen{"GET / [] close"});
  CHECK(outcome("REPORT / HTTP/1.1\r\nHost: h\r\n\r\n") == Seen{"REPORT / [] keep"});
  CHECK(outcome(post("Content-Length: 5\r\n", "hello")) == Seen{"POST /x [hello] keep"});
  CHECK(outcome(post("Content-Length: 0\r\n", "")) == Seen{"POST /x [] keep"});
  CHECK(outcome(post("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n")) ==
        Seen{"POST /x [abc0123456789] keep"});
  CHECK(outcome(post("Content-Length: 2\r\n", "ab") + "\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n" +
                post("Transfer-Encoding: Chunked\r\n", "0\r\n\r\n") + "GET /4 HTT") ==
        Seen{"POST /x [ab] keep", "GET /2 [] keep", "POST /x [] keep", "waits"});
  CHECK(outcome("GET http://h/abs?x HTTP/1.1\r\nHost: h\r\n\r\n") == Seen{"GET /abs?x [] keep"});
  CHECK(outcome("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n") == Seen{"OPTIONS * [] keep"});
}

TEST_CASE("headers arrive in order; trailers never become headers") {
  RequestReader reader(max_header, max_body);
  REQUIRE(reader.feed(post("X-A: 1\r\nx-a:  2 \r\nTransfer-Encoding: chunked\r\n",
                           "1\r\na\r\n0\r\nAuthorization: stolen\r\n\r\n")) == State::complete);
  CHECK(reader.take().headers ==
        HttpHeaders{{"Host", "h"}, {"X-A", "1"}, {"x-a", "2"}, {"Transfer-Encoding", "chunked"}});
}

TEST_CASE("smuggling: two readings of one message are refused") {
  const Seen bad{"refused 400"}, unknown{"refused 501"};
  CHECK(outcome(post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\nGET /evil HTTP/1.1\r\n\r\n")) ==
        bad);
  CHECK(outcome(post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n")) == bad);
  CHECK(outcome(post("Content-Length: 4\r\nContent-Length: 5\r\n", "abcde")) == bad);
  CHECK(outcome(post("Content-Length: 4\r\nContent-Length: 4\r\n", "abcd")) == bad);
  CHECK(outcome(post("Content-Length: 4, 4\r\n", "abcd")) == bad);
  CHECK(outcome(post("Content-Length: +4\r\n", "abcd")) == bad);
  CHECK(outcome(post("Content-Length: -1\r\n", "abcd")) == bad);
  CHECK(outcome(post("Content-Length: 0x4\r\n", "abcd")) == bad);
  CHECK(outcome(post("Content-Length: 18446744073709551620\r\n", "abcd")) == bad);
  CHECK(outcome(post("Content-Length: \r\n", "")) == bad);
  CHECK(outcome(post("Content-Length : 4\r\n", "abcd")) == bad);
  CHECK(outcome(post(" Content-Length: 4\r\n", "abcd")) != Seen{"POST /x [abcd] keep"});
  CHECK(outcome(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")) == bad);
  CHECK(outcome(post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")) == unknown);
  CHECK(outcome(post("Transfer-Encoding: identity\r\nContent-Length: 4\r\n", "abcd")) == bad);
  CHECK(outcome(post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")) == unknown);
  CHECK(outcome(post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")) == unknown);
  CHECK(outcome(post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")) == unknown);
  CHECK(outcome(post("Transfer-Encoding:\r\n", "")) == unknown);
  CHECK(outcome("POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == bad);
  CHECK(outcome("GET / HTTP/1.1\r\n\r\n") == bad);
  CHECK(outcome("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n") == bad);
}

TEST_CASE("chunk abuse") {
  const std::string head = "Transfer-Encoding: chunked\r\n";
  for (const std::string body :
       {"x\r\n\r\n", "-1\r\nabc\r\n", " 3\r\nabc\r\n", "0x3\r\nabc\r\n\r\n", "3g\r\nabc\r\n0\r\n\r\n",
        "3\nabc\r\n0\r\n\r\n", "\r\n\r\n\r\n", "3;a b\r\nabc\r\n", "3\r\nabcd\r\n0\r\n\r\n", "3\r\nabc0\r\n\r\n",
        "FFFFFFFFFFFFFFFFF\r\nabc\r\n", "0\r\nContent-Length: 5\r\n\r\n", "0\r\nTransfer-Encoding: chunked\r\n\r\n",
        "0\r\n Bad\r\n\r\n"}) {
    CAPTURE(body);
    CHECK(told(outcome(post(head, body))) == "refused 400; ");
  }
  CHECK(outcome(post(head, "FFFFFFFFFFFFFFFF\r\nabc")) == Seen{"refused 413"});
  CHECK(outcome(post(head, "1001\r\nabc")) == Seen{"refused 413"});
  CHECK(outcome(post(head, "800\r\n" + std::string(2048, 'a') + "\r\n801\r\n")) == Seen{"refused 413"});
  CHECK(outcome(post(head, "3;" + std::string(20000, 'x'))) == Seen{"refused 400"});
  CHECK(outcome(post(head, "0\r\nX: " + std::string(20000, 'x'))) == Seen{"refused 400"});
}

TEST_CASE("limits") {
  CHECK(outcome("GET /" + std::string(2000, 'a')) == Seen{"refused 431"});
  CHECK(outcome("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(2000, 'a')) == Seen{"refused 431"});
  CHECK(outcome("GET /" + std::string(600, 'a') + " HTTP/1.1\r\nHost: h\r\nX: " + std::string(600, 'a') + "\r\n\r\n") ==
        Seen{"refused 431"});
  CHECK(outcome(post("Content-Length: 4097\r\n", "")) == Seen{"refused 413"});
  CHECK(outcome(post("Content-Length: 4096\r\n", std::string(4096, 'a'))) ==
        Seen{"POST /x [" + std::string(4096, 'a') + "] keep"});
}

TEST_CASE("malformed requests") {
  const Seen bad{"refused 400"};
  CHECK(outcome("G\"T / HTTP/1.1\r\nHost: h\r\n\r\n") == bad);
  CHECK(outcome("GET  / HTTP/1.1\r\nHost: h\r\n\r\n") == bad);
  CHECK(outcome("GET /a b HTTP/1.1\r\nHost: h\r\n\r\n") != Seen{"GET /a b [] keep"});
  CHECK(outcome("GET a HTTP/1.1\r\nHost: h\r\n\r\n") == bad);
  CHECK(outcome("GET /#a HTTP/1.1\r\nHost: h\r\n\r\n") == bad);
  CHECK(outcome("GET ftp://h/ HTTP/1.1\r\nHost: h\r\n\r\n") == bad);
  CHECK(outcome("GET / HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n") == bad);
  CHECK(outcome("GET / HTTP/1.1\r\nHost: h\r\n: v\r\n\r\n") == bad);
  CHECK(outcome("GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n"sv) == bad);
  CHECK(outcome("GET / HTTP/2.0\r\nHost: h\r\n\r\n") == Seen{"refused 505"});
  CHECK(outcome("GET / HTTP/0.9\r\nHost: h\r\n\r\n") == Seen{"refused 505"});
  CHECK(outcome("CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n") == Seen{"refused 501"});
  CHECK(outcome("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n") == bad);
  CHECK(outcome(post("Expect: 200-ok\r\nContent-Length: 1\r\n", "")) == Seen{"refused 417"});
  CHECK(outcome("GET / HTTP/1.1\r\nHost: h\r\nX: ") == Seen{"waits"});
  CHECK(outcome(post("Content-Length: 5\r\n", "hell")) == Seen{"waits"});
}

TEST_CASE("mutated requests are read the same however they are cut, and never break the reader") {
  const Seen seeds{"GET /a?b=c HTTP/1.1\r\nHost: h\r\nConnection: keep-alive\r\n\r\nGET /2 HTTP/1.0\r\n\r\n",
                   post("Content-Length: 5\r\n", "hello") + post("Expect: 100-continue\r\nContent-Length: 1\r\n", "x"),
                   post("Transfer-Encoding: chunked\r\n",
                        "3;a=\"b\"\r\nabc\r\n1f\r\n" + std::string(31, 'y') + "\r\n0\r\nT: 1\r\n\r\n") +
                       "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
                   post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")};
  constexpr std::string_view alphabet = "\r\n :;,0123fF\0\t=/GHx\xff\x80"sv;
  std::uint64_t state = 42;
  const auto below = [&state](std::size_t n) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>(state >> 33) % n;
  };
  for (int round = 0; round < 5000; ++round) {
    std::string wire = seeds[below(seeds.size())];
    for (std::size_t n = 1 + below(4); n > 0; --n) {
      const std::size_t at = below(wire.size());
      switch (below(3)) {
        case 0: wire[at] = alphabet[below(alphabet.size())]; break;
        case 1: wire.insert(at, 1, alphabet[below(alphabet.size())]); break;
        default: wire.erase(at, 1 + below(3)); break;
      }
    }
    CAPTURE(wire);
    // A fault may be told only once the header is complete; what is accepted must be the same.
    const std::string whole = told(accepted(read(wire, wire.size())));
    REQUIRE(told(accepted(read(wire, 1))) == whole);
    REQUIRE(told(accepted(read(wire, 1 + below(30)))) == whole);
  }
}

}  // namespace syncline
