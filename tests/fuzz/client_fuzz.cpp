// Any bytes as a server's answer on a real connection: an answer within its limits, free of what could end a line, the
// same each time; or an error that says what happened.
#include <mutex>

#include "net/http_client.h"
#include "net/loopback_test.h"
#include "net/request_check.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

constexpr std::size_t most = 1u << 16;

/// A server that says the same to everyone and hangs up.
class Server {
 public:
  void say(std::string text) {
    const std::lock_guard lock(mutex_);
    text_ = std::move(text);
  }
  std::string url() const { return stage_.url("/x"); }
  Runtime& runtime() { return rt_; }

 private:
  std::string text() {
    const std::lock_guard lock(mutex_);
    return text_;
  }

  ThreadRuntime rt_;
  std::mutex mutex_;
  std::string text_;
  loopback::Stage stage_{rt_, [this](loopback::Wire& wire, int) {
                           if (!wire.read_message().empty()) wire.write(text());
                         }};
};

Result<HttpResponse, TransportError> ask(Server& server) {
  HttpClientOptions options;
  options.allowed_networks = {"127.0.0.0/8"};
  options.max_response_bytes = most;
  const auto client = make_http_client(server.runtime(), options);
  require(client.ok());
  return (*client)->send({.method = "POST", .url = server.url(), .headers = {}, .body = "{}", .peer = ""},
                         server.runtime().now() + seconds(5));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Server server;
  server.say(std::string(reinterpret_cast<const char*>(data), size));
  const auto answer = ask(server);
  if (!answer) {
    require(!answer.error().detail.empty() && answer.error().sent == TransportError::Sent::maybe);
    return 0;
  }
  require(answer->status >= 100 && answer->status <= 599 && answer->body.size() <= most);
  for (const auto& [name, value] : answer->headers) {
    for (const std::string* text : {&name, &value})
      require(text->find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
  }
  require(!header(answer->headers, "Content-Encoding"));
  const auto again = ask(server);
  require(again.ok() && again->status == answer->status && again->headers == answer->headers &&
          again->body == answer->body);
  (void)retry_after(*answer, Instant{1'795'227'904'000'000});
  return 0;
}
