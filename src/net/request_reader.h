#pragma once
// Bytes of a connection → requests, one after the other. No sockets: what arrives is fed, in pieces of any size.

#include <memory>
#include <string>
#include <string_view>

#include "net/http_message.h"

namespace syncline {

class RequestReader {
 public:
  enum class State : std::uint8_t { header, body, complete, refused };

  RequestReader(std::size_t max_header_bytes, std::size_t max_body_bytes);
  ~RequestReader();

  /// Precondition: not complete and not refused. Bytes behind a complete request are kept for the next one.
  State feed(std::string_view bytes);
  State state() const;
  /// True once a byte of the current request is here.
  bool begun() const;
  /// The client waits for "100 Continue" before it sends the body. Meaningful in State::body.
  bool expects_continue() const;
  /// After `header`: the connection may carry another request after this one.
  bool keep_alive() const;

  /// Precondition: complete. Hands the request out (without `peer`) and starts on the next one; call feed({}) then.
  HttpRequest take();
  /// Precondition: refused. 400, 413, 417, 431, 501 or 505; the connection cannot be used any further.
  const HttpResponse& refusal() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace syncline
