#include "net/response_text.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "net/http_date.h"
#include "net/request_check.h"

namespace syncline {
namespace {

constexpr std::string_view ours[] = {"date",       "content-length", "connection", "transfer-encoding",
                                     "keep-alive", "upgrade",        "trailer"};

bool is_ours(std::string_view name) {
  return std::find(std::begin(ours), std::end(ours), to_lower(name)) != std::end(ours);
}

bool can_be_said(const HttpResponse& response) {
  return response.status >= 200 && response.status <= 599 &&
         std::all_of(response.headers.begin(), response.headers.end(),
                     [](const auto& h) { return is_token(h.first) && is_header_value(h.second); });
}

}  // namespace

HttpResponse plain_response(int status, std::string_view text) {
  return {.status = status, .headers = {{"Content-Type", "text/plain"}}, .body = std::string(text) + "\n"};
}

HttpResponse overloaded_response(std::string_view text) {
  HttpResponse response = plain_response(503, text);
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

std::string render_response(const HttpResponse& response, const ResponseFrame& frame) {
  if (!can_be_said(response)) {
    return render_response({.status = 500, .headers = {{"Content-Type", "text/plain"}}, .body = "internal error\n"},
                           frame);
  }
  const bool bodiless = response.status == 204 || response.status == 304;
  std::string text =
      "HTTP/1.1 " + std::to_string(response.status) + " " + std::string(reason_of(response.status)) + "\r\n";
  const auto add = [&text](std::string_view name, std::string_view value) {
    text.append(name).append(": ").append(value).append("\r\n");
  };
  add("Date", to_http_date(frame.now));
  for (const auto& [name, value] : response.headers) {
    if (!is_ours(name)) add(name, value);
  }
  if (!header(response.headers, "X-Content-Type-Options")) add("X-Content-Type-Options", "nosniff");
  if (!bodiless) add("Content-Length", std::to_string(response.body.size()));
  add("Connection", frame.keep_alive ? "keep-alive" : "close");
  text += "\r\n";
  if (!bodiless && !frame.head) text += response.body;
  return text;
}

}  // namespace syncline
