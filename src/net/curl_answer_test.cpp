#include <doctest/doctest.h>

#include "net/client_test.h"

namespace syncline {
namespace {

using namespace loopback;
using Sent = TransportError::Sent;

TransportError error_from(const std::string& answer, Duration patience = seconds(5)) {
  ThreadRuntime rt;
  Stage stage(rt, answering(answer));
  return error_of(client_of(rt)->send(to(stage.url("/x")), rt.now() + patience));
}

/// Bits of a deflate stream, least significant first.
struct Bits {
  std::string bytes;
  unsigned used = 0;
  void put(unsigned bit) {
    if (used % 8 == 0) bytes += '\0';
    bytes.back() = static_cast<char>(static_cast<unsigned char>(bytes.back()) | (bit << used % 8));
    ++used;
  }
  void code(unsigned value, unsigned width) {  // Huffman codes stand most significant bit first
    for (unsigned i = width; i-- > 0;) put(value >> i & 1);
  }
};

/// gzip of 1 + 258 · n zero bytes in about 1.6 · n bytes.
std::string gzip_bomb(int n) {
  Bits bits;
  bits.put(1), bits.put(1), bits.put(0);                            // last block, fixed codes
  bits.code(0x30, 8);                                               // the literal 0
  for (int i = 0; i < n; ++i) bits.code(0xc5, 8), bits.code(0, 5);  // length 258, distance 1
  bits.code(0, 7);
  return std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10) + bits.bytes + std::string(8, '\0');
}

}  // namespace

TEST_CASE("an answer larger than allowed is dropped while it arrives") {
  const std::string mb(1u << 20, 'x');
  ThreadRuntime rt;
  Stage fits(rt, answering("HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n" + mb));
  const auto answer = client_of(rt)->send(to(fits.url("/")), rt.now() + seconds(5));
  REQUIRE(answer.ok());
  CHECK(answer->body.size() == mb.size());
  for (const std::string& head :
       {std::string("HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n"), std::string("HTTP/1.1 200 OK\r\n\r\n")}) {
    const TransportError error = error_from(head + mb + "x");
    CHECK(error.sent == Sent::maybe);
    CHECK(error.cls == ErrorClass::validation);
    CHECK(error.detail.find("max_response_bytes") != std::string::npos);
  }
  const TransportError endless =
      error_from("HTTP/1.1 200 OK\r\nX: " + std::string(60'000, 'x') + "\r\nY: " + std::string(99'000, 'x') +
                 "\r\nZ: " + std::string(99'000, 'x') + "\r\nA: " + std::string(99'000, 'x') + "\r\n\r\n");
  CHECK(endless.sent == Sent::maybe);
}

TEST_CASE("an answer without a status is none, and nobody knows what became of the request") {
  for (const char* line : {"HTTP/200 OK", "HTTP/1.1 OK", "HTTP/1.1 099 Low", "HTTP/1.1 999 High", "200 OK"}) {
    CAPTURE(line);
    const TransportError error = error_from(std::string(line) + "\r\nContent-Length: 2\r\n\r\nok");
    CHECK(error.sent == Sent::maybe);
    CHECK(error.cls == ErrorClass::transient);
  }
}

TEST_CASE("nothing in a header of an answer can end a line, wherever it is repeated") {
  ThreadRuntime rt;
  Stage stage(
      rt,
      answering(
          "HTTP/1.1 200 OK\r\nETag: a\rSet-Cookie: b\r\nX(Y): 1\r\nFolded: c\r\n d\re\r\nContent-Length: 2\r\n\r\nok"));
  const auto answer = client_of(rt)->send(to(stage.url("/")), rt.now() + seconds(5));
  REQUIRE_MESSAGE(answer.ok(), (answer ? "" : answer.error().detail));
  CHECK(*header(answer->headers, "ETag") == "a Set-Cookie: b");
  CHECK(*header(answer->headers, "Folded") == "c d e");
  CHECK_FALSE(header(answer->headers, "X(Y)"));
  CHECK(error_from("HTTP/1.1 200 OK\r\nX\rY: 1\r\n\r\n").cls == ErrorClass::transient);
}

TEST_CASE("gzip is decoded, and its headers go with it") {
  const unsigned char packed[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xab, 0x56, 0xca,
                                  0x4b, 0xcc, 0x4d, 0x55, 0xb2, 0x52, 0xf2, 0x3d, 0xbc, 0x27, 0x27, 0x27, 0xb5,
                                  0x48, 0xa9, 0x16, 0x00, 0xcf, 0x58, 0xff, 0xdb, 0x12, 0x00, 0x00, 0x00};
  const std::string body(reinterpret_cast<const char*>(packed), sizeof packed);
  ThreadRuntime rt;
  Stage stage(rt, answering("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " +
                            std::to_string(body.size()) + "\r\n\r\n" + body));
  const auto answer = client_of(rt)->send(to(stage.url("/")), rt.now() + seconds(5));
  REQUIRE(answer.ok());
  CHECK(answer->body == "{\"name\":\"Müller\"}");
  CHECK(header(answer->headers, "Content-Encoding") == nullptr);
  CHECK(header(answer->headers, "Content-Length") == nullptr);
}

TEST_CASE("a gzip bomb is stopped at the limit, which counts decoded bytes") {
  const std::string bomb = gzip_bomb(40'000);  // 10 MB out of 65 KB
  REQUIRE(bomb.size() < 100'000);
  const TransportError error =
      error_from("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + std::to_string(bomb.size()) +
                 "\r\n\r\n" + bomb);
  CHECK(error.cls == ErrorClass::validation);
  CHECK(error.detail.find("1048576 bytes") != std::string::npos);
}

}  // namespace syncline
