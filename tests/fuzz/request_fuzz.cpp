// Any bytes on a connection: the same requests in whatever pieces they come, and the same refusal, which may come
// before the whole header is there; it can be sent; and a request that was read, written down plainly, reads as itself.
#include "net/request_check.h"
#include "net/request_reader.h"
#include "net/response_text.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

struct Conversation {
  std::vector<HttpRequest> requests;
  bool refused = false, unfinished = false;
};

Conversation listen(std::string_view wire, std::size_t piece) {
  Conversation heard;
  RequestReader reader(1024, 4096);
  for (std::size_t at = 0; at < wire.size(); at += piece) {
    auto state = reader.feed(wire.substr(at, piece));
    while (state == RequestReader::State::complete) {
      (void)reader.keep_alive();
      heard.requests.push_back(reader.take());
      state = reader.feed({});
    }
    if (state == RequestReader::State::body) (void)reader.expects_continue();
    heard.unfinished = reader.begun();
    if (state != RequestReader::State::refused) continue;
    heard.refused = true;
    require(reader.refusal().status >= 400 && !render_response(reader.refusal(), {}).empty());
    break;
  }
  return heard;
}

bool is_header_named(const std::string& name, std::string_view wanted) {
  return header({{name, ""}}, wanted) != nullptr;
}

/// The body in one piece with its length, whatever way it came.
std::string written(const HttpRequest& request) {
  std::string text = request.method + " " + request.url + " HTTP/1.1\r\n";
  for (const auto& [name, value] : request.headers) {
    if (!is_header_named(name, "Transfer-Encoding") && !is_header_named(name, "Content-Length"))
      text += name + ": " + value + "\r\n";
  }
  if (!header(request.headers, "Host")) text += "Host: h\r\n";
  return text + "Content-Length: " + std::to_string(request.body.size()) + "\r\n\r\n" + request.body;
}

void require_sound(const HttpRequest& request) {
  require(is_token(request.method) && !request.url.empty() && request.body.size() <= 4096);
  for (const auto& [name, value] : request.headers) require(is_token(name) && is_header_value(value));
}

void require_same(const Conversation& a, const Conversation& b) {
  require(a.refused == b.refused || (a.refused ? b : a).unfinished);
  require(a.requests.size() == b.requests.size());
  for (std::size_t i = 0; i < a.requests.size(); ++i) {
    const HttpRequest &one = a.requests[i], &other = b.requests[i];
    require(one.method == other.method && one.url == other.url && one.headers == other.headers &&
            one.body == other.body);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::size_t piece = 1 + input.byte();
  const std::string_view wire = input.rest();
  const Conversation heard = listen(wire, piece);
  require_same(heard, listen(wire, std::max<std::size_t>(1, wire.size())));
  for (const HttpRequest& request : heard.requests) {
    require_sound(request);
    const std::string text = written(request);
    if (text.size() - request.body.size() > 1024) continue;  // a length longer than the one it came with
    const Conversation again = listen(text, text.size());
    require(!again.refused && again.requests.size() == 1);
    require(again.requests[0].method == request.method && again.requests[0].url == request.url &&
            again.requests[0].body == request.body);
  }
  return 0;
}
