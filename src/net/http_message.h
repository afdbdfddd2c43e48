#pragma once
// HTTP messages as plain data. Connectors build requests and interpret responses; they never send.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace syncline {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method = "GET";
  std::string url;  ///< absolute when sent; for a server the target: "/hooks/crm/secret?x=1"
  HttpHeaders headers;
  std::string body;
  std::string peer;  ///< server side only: the address it came from
};

struct HttpResponse {
  int status = 200;
  HttpHeaders headers;
  std::string body;
};

/// Case-insensitive; nullptr when absent; the first when there are several.
const std::string* header(const HttpHeaders&, std::string_view name);
void set_header(HttpHeaders&, std::string_view name, std::string value);  ///< replaces all of that name
std::string_view reason_of(int status);
std::string_view path_of(std::string_view target);   ///< without the query
std::string_view query_of(std::string_view target);  ///< without '?'; empty when none
/// Decoded pairs of an application/x-www-form-urlencoded text.
std::vector<std::pair<std::string, std::string>> parse_form(std::string_view);
/// Seconds or IMF-fixdate. Negative or absurd (over a day) values are clamped to 0 … 24 h.
std::optional<Duration> retry_after(const HttpResponse&, Instant now);

struct TransportError {
  enum class Sent : std::uint8_t {
    no,
    maybe
  } sent = Sent::maybe;  ///< `no`: no byte of the request left, it may be repeated
  ErrorClass cls = ErrorClass::transient;
  std::string detail;
};

}  // namespace syncline
