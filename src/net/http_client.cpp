#include "net/http_client.h"

namespace syncline {

Result<HttpResponse, TransportError> HttpClient::stream(const HttpRequest& request, const BodyStreams& bodies,
                                                        Instant deadline) {
  constexpr std::size_t piece = std::size_t{1} << 20;
  const auto failed = [](const Error& error, TransportError::Sent sent) {
    return fail(TransportError{.sent = sent, .cls = error.cls, .detail = error.message});
  };
  HttpRequest whole = request;
  while (bodies.request) {
    auto next = bodies.request->next(piece);
    if (!next) return failed(next.error(), TransportError::Sent::no);
    if (next->empty()) break;
    whole.body += *next;
  }
  auto response = send(whole, deadline);
  if (!response || !bodies.answer || response->status < 200 || response->status >= 300) return response;
  if (auto taken = bodies.answer->take(response->body); !taken)
    return failed(taken.error(), TransportError::Sent::maybe);
  response->body.clear();
  return response;
}

}  // namespace syncline
