// Any bytes as the answer to several calls: answers that have a status each, or an error with a reason. And what we
// write of calls is read back as so many parts.
#include "base/json.h"
#include "connect/multipart_calls.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

void require_sound(const List& answers, bool in_set) {
  for (const Value& each : answers) {
    require(each.is_map() || (each.is_list() && !in_set));
    if (each.is_list()) require_sound(each.as_list(), true);
    if (each.is_map()) require(each["status"].int_or(0) >= 100 && each["headers"].is_map());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  const HttpResponse response{202, {{"Content-Type", "multipart/mixed; boundary=B1"}}, input};
  const auto answers = answers_in(response);
  if (answers) require_sound(*answers, false);
  if (!answers) require(!answers.error().message.empty());
  HttpRequest request;
  const Value call = Map{{"method", "POST"}, {"path", "a"}, {"headers", Map{{"If-Match", input}}}, {"body", input}};
  if (!put_calls(request, List{call, List{call, call}})) return 0;
  require(request.body.find("\r\nPOST a HTTP/1.1\r\n") != std::string::npos);
  // The frame around what was given: no text of a call makes it longer.
  HttpRequest plain;
  const Value harmless = Map{{"method", "POST"}, {"path", "a"}, {"headers", Map{{"If-Match", "1"}}}, {"body", "1"}};
  require(put_calls(plain, List{harmless, List{harmless, harmless}}).ok());
  const auto lines = [](const std::string& text) { return std::ranges::count(text, '\n'); };
  require(lines(request.body) == lines(plain.body));
  return 0;
}
