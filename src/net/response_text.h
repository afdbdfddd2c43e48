#pragma once
// A response as the bytes of HTTP/1.1.

#include <string>
#include <string_view>

#include "net/http_message.h"

namespace syncline {

/// What the server itself has to say: one line of text/plain.
HttpResponse plain_response(int status, std::string_view text);
/// 503 with Retry-After.
HttpResponse overloaded_response(std::string_view text);

struct ResponseFrame {
  bool head = false;        ///< the request was HEAD: the length is told, the body is not sent
  bool keep_alive = false;  ///< else "Connection: close"
  Instant now;
};

/// Adds Date, Content-Length, Connection and X-Content-Type-Options; framing headers of the handler are dropped.
/// A response that cannot be said (status outside 200 … 599, a line break in a header) becomes a bare 500.
std::string render_response(const HttpResponse&, const ResponseFrame&);

}  // namespace syncline
