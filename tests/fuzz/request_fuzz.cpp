// Any bytes on a connection, in pieces: requests or a refusal, never both, and a refusal that can be sent.
#include <cstdlib>
#include <string_view>

#include "net/request_reader.h"
#include "net/response_text.h"

using namespace syncline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view wire(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece = 1 + data[0];
  RequestReader reader(1024, 4096);
  for (std::size_t at = 0; at < wire.size(); at += piece) {
    auto state = reader.feed(wire.substr(at, piece));
    while (state == RequestReader::State::complete) {
      const HttpRequest request = reader.take();
      if (request.method.empty() || request.url.empty() || request.body.size() > 4096) std::abort();
      state = reader.feed({});
    }
    if (state != RequestReader::State::refused) continue;
    if (reader.refusal().status < 400 || render_response(reader.refusal(), {}).empty()) std::abort();
    return 0;
  }
  return 0;
}
