#include "net/request_check.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "net/response_text.h"

namespace syncline {
namespace {

constexpr std::string_view token_marks = "!#$%&'*+-.^_`|~";
constexpr std::string_view framing[] = {
    "host",    "content-length", "transfer-encoding",   "connection",       "expect",    "te",
    "trailer", "upgrade",        "proxy-authorization", "proxy-connection", "keep-alive"};

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::vector<std::string> all_of(const HttpHeaders& headers, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& [key, value] : headers) {
    if (to_lower(key) == name) values.emplace_back(trim(value));
  }
  return values;
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alphanumeric(c) || token_marks.find(c) != std::string_view::npos;
  });
}

bool is_header_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

std::optional<std::string> outgoing_fault(const HttpRequest& request) {
  if (!is_token(request.method) || request.method.size() > 32 || request.method == "CONNECT") {
    return "the method '" + percent_encode(request.method.substr(0, 40)) + "' cannot be sent; use GET, POST …";
  }
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) return "the header name '" + percent_encode(name.substr(0, 80)) + "' is not a token";
    if (!is_header_value(value)) {
      return "the value of header " + name + " has a line break or control character; encode or remove it";
    }
    if (std::find(std::begin(framing), std::end(framing), to_lower(name)) != std::end(framing)) {
      return "the header " + name + " is set by the client itself; remove it";
    }
  }
  return {};
}

std::optional<HttpResponse> framing_refusal(const HttpRequest& request, unsigned minor) {
  const auto hosts = all_of(request.headers, "host");
  const auto lengths = all_of(request.headers, "content-length");
  const auto codings = all_of(request.headers, "transfer-encoding");
  const auto expects = all_of(request.headers, "expect");
  if (hosts.size() > 1 || (minor >= 1 && hosts.empty())) return plain_response(400, "send exactly one Host header");
  const auto is_number = [](const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  };
  if (lengths.size() > 1 || (lengths.size() == 1 && !is_number(lengths[0]))) {
    return plain_response(400, "send one Content-Length, a plain number");
  }
  if (!codings.empty() && !lengths.empty())
    return plain_response(400, "send Content-Length or Transfer-Encoding, not both");
  if (!codings.empty() && minor == 0) return plain_response(400, "HTTP/1.0 has no Transfer-Encoding");
  if (codings.size() > 1 || (codings.size() == 1 && to_lower(codings[0]) != "chunked")) {
    return plain_response(501, "the only transfer coding understood is chunked");
  }
  if (request.method == "CONNECT") return plain_response(501, "this is not a proxy");
  if (expects.size() > 1 || (expects.size() == 1 && to_lower(expects[0]) != "100-continue")) {
    return plain_response(417, "the only expectation understood is 100-continue");
  }
  return {};
}

}  // namespace syncline
