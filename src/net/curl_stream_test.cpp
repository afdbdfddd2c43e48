// Bodies in pieces: they arrive as they are, nothing is held, and a broken one is an error.
#include "net/client_test.h"

using namespace syncline;
using namespace syncline::loopback;

namespace {

/// `size` bytes, each its own place's.
struct Pattern final : BodySource {
  explicit Pattern(std::uint64_t bytes) : size_(bytes) {}
  std::uint64_t size() const override { return size_; }
  Result<std::string, Error> next(std::size_t most) override {
    if (at_ == breaks_at) return fail(Error{ErrorClass::transient, "files.io", "the disk is broken", "", "", {}});
    std::string out;
    for (; out.size() < most && at_ < size_ && at_ != breaks_at; ++at_) out += byte(at_);
    largest = std::max(largest, out.size());
    return out;
  }
  void rewind() override { at_ = 0; }
  static char byte(std::uint64_t at) { return static_cast<char>('a' + at % 23); }
  std::uint64_t breaks_at = ~std::uint64_t{0};
  std::size_t largest = 0;

 private:
  std::uint64_t size_, at_ = 0;
};

struct Counted final : BodySink {
  Result<void, Error> take(std::string_view piece) override {
    for (const char c : piece) right = right && c == Pattern::byte(size++);
    largest = std::max(largest, piece.size());
    if (size > limit) return fail(Error{ErrorClass::validation, "files.size", "the file is too large", "", "", {}});
    return {};
  }
  std::uint64_t size = 0, limit = ~std::uint64_t{0};
  std::size_t largest = 0;
  bool right = true;
};

constexpr std::uint64_t large = 40u << 20;

std::string pattern_answer(int status, std::uint64_t size) {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n";
}

/// Answers with `size` bytes of the pattern.
Stage::Script sending(std::uint64_t size) {
  return [size](Wire& wire, int) {
    if (wire.read_message().empty()) return;
    wire.write(pattern_answer(200, size));
    Pattern pattern(size);
    for (;;) {
      const auto piece = pattern.next(100'000);
      if (piece->empty() || !wire.write(*piece)) return;
    }
  };
}

}  // namespace

TEST_CASE("a large request leaves in pieces, with its length, and byte for byte") {
  ThreadRuntime rt;
  Counted seen;
  std::string head;
  Stage stage(rt, [&](Wire& wire, int) {
    std::string text;
    while (text.find("\r\n\r\n") == std::string::npos) text += wire.read_some();
    const std::size_t body = text.find("\r\n\r\n") + 4;
    head = text.substr(0, body);
    static_cast<void>(seen.take(text.substr(body)));
    while (seen.size < large) {
      const std::string piece = wire.read_some();
      if (piece.empty()) return;
      static_cast<void>(seen.take(piece));
    }
    wire.write(ok);
  });
  const auto client = client_of(rt);
  Pattern file(large);
  const auto answer = client->stream(to(stage.url("/up"), "PUT"), {.request = &file}, rt.now() + seconds(60));
  REQUIRE_MESSAGE(answer, answer.error().detail);
  CHECK(answer->body == "ok");
  CHECK(seen.size == large);
  CHECK(seen.right);
  CHECK(file.largest <= 1u << 20);
  CHECK(head.find("Content-Length: " + std::to_string(large)) != std::string::npos);
}

TEST_CASE("a large answer arrives in pieces, over the limit of answers that are held") {
  ThreadRuntime rt;
  Stage stage(rt, sending(large));
  const auto client = client_of(rt);
  Counted seen;
  const auto answer = client->stream(to(stage.url("/down")), {.answer = &seen}, rt.now() + seconds(60));
  REQUIRE_MESSAGE(answer, answer.error().detail);
  CHECK(seen.size == large);
  CHECK(seen.right);
  CHECK(seen.largest <= 1u << 20);
  CHECK(answer->body.empty());
}

TEST_CASE("what is no success is no file: its body is the answer's") {
  ThreadRuntime rt;
  Stage stage(rt, answering("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone"));
  const auto client = client_of(rt);
  Counted seen;
  const auto answer = client->stream(to(stage.url("/down")), {.answer = &seen}, rt.now() + seconds(10));
  REQUIRE(answer);
  CHECK(answer->status == 404);
  CHECK(answer->body == "gone");
  CHECK(seen.size == 0);
}

TEST_CASE("a sink that refuses ends the transfer with its own words; so does a source that breaks") {
  ThreadRuntime rt;
  Stage stage(rt, sending(large));
  const auto client = client_of(rt);
  Counted seen;
  seen.limit = 100'000;
  const TransportError full =
      error_of(client->stream(to(stage.url("/down")), {.answer = &seen}, rt.now() + seconds(10)));
  CHECK(full.cls == ErrorClass::validation);
  CHECK(full.detail.find("the file is too large") != std::string::npos);
  CHECK(seen.size < 2'000'000);
  Pattern file(large);
  file.breaks_at = 70'000;
  const TransportError broken =
      error_of(client->stream(to(stage.url("/up"), "POST"), {.request = &file}, rt.now() + seconds(10)));
  CHECK(broken.detail.find("the disk is broken") != std::string::npos);
}

TEST_CASE("an answer that ends too early is an error, whatever the sink got") {
  ThreadRuntime rt;
  Stage stage(rt, answering(pattern_answer(200, 10) + "abcde"));
  const auto client = client_of(rt);
  Counted seen;
  const TransportError cut =
      error_of(client->stream(to(stage.url("/down")), {.answer = &seen}, rt.now() + seconds(10)));
  CHECK(cut.sent == TransportError::Sent::maybe);
  CHECK(cut.cls == ErrorClass::transient);
}
