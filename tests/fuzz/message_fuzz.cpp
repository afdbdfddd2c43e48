// Any bytes as an answer in each protocol: a value, a fault that the value tells, or an error that says where. What
// XML-RPC answered can be sent as a parameter.
#include "connect/message_format.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  using Protocol = MessageFormat::Protocol;
  MessageFormat format;
  const int choice = input.byte();
  format.protocol = static_cast<Protocol>(choice % 4);
  const int status = choice < 128 ? 200 : 500;
  const auto received = receive(format, {status, {{"Content-Type", "text/xml"}}, std::string(input.rest())});
  if (!received) {
    require(!received.error().code.empty() && !received.error().message.empty() && !received.error().place.empty());
    return 0;
  }
  if (received->fault) {
    require(received->body["fault"]["code"] == Value(received->fault->code));
    require(received->body["fault"]["message"] == Value(received->fault->message));
    require(format.calls_actions());
    return 0;
  }
  if (format.protocol != Protocol::xmlrpc) return 0;
  HttpRequest request;
  if (auto put = put_body(format, "m", {}, List{received->body}, request); !put)
    require(put.error().code == "xml.name" || put.error().code == "xml.character");
  return 0;
}
