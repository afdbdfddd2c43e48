#include "net/request_reader.h"

// clang-format off: before Boost
#include "net/boost_config.h"
// clang-format on

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>

#include "base/text.h"
#include "net/request_check.h"
#include "net/response_text.h"
#include "net/url.h"

namespace syncline {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

/// Chunk headers and trailers are read whole; a longer one is an attack.
constexpr std::size_t max_chunk_header = 8u << 10;

HttpResponse refusal_of(const error_code& ec, std::size_t max_header, std::size_t max_body) {
  if (ec == http::error::header_limit) {
    return plain_response(431, "the header is larger than " + std::to_string(max_header) + " bytes");
  }
  if (ec == http::error::body_limit) {
    return plain_response(413, "the body is larger than " + std::to_string(max_body) + " bytes");
  }
  if (ec == http::error::bad_version) return plain_response(505, "speak HTTP/1.1");
  return plain_response(400, "the request is malformed: " + ec.message());
}

/// Origin form is kept, absolute form (as sent to a proxy) is reduced to it; anything else has no meaning here.
std::optional<std::string> origin_form(const std::string& method, const std::string& target) {
  if (target.find('#') != std::string::npos) return {};
  if (target.starts_with('/') || (target == "*" && method == "OPTIONS")) return target;
  const auto url = parse_url(target);
  if (!url) return {};
  return url->path + (url->has_query ? "?" + url->query : "");
}

}  // namespace

struct RequestReader::Impl {
  Impl(std::size_t header, std::size_t body) : max_header(header), max_body(body) { restart(); }

  void restart() {
    parser.emplace();
    parser->header_limit(static_cast<std::uint32_t>(max_header));
    parser->body_limit(max_body);
    request = {};
    header_bytes = 0;
    state = State::header;
  }

  void refuse(HttpResponse response) {
    refusal = std::move(response);
    state = State::refused;
  }

  /// Trailers may come later and must not count as headers: the headers are copied here.
  void take_header() {
    const auto& message = parser->get();
    request.method = std::string(message.method_string());
    request.url = std::string(message.target());
    for (const auto& field : message) request.headers.emplace_back(field.name_string(), field.value());
    const auto target = origin_form(request.method, request.url);
    if (header_bytes > max_header) {
      refuse(refusal_of(http::error::header_limit, max_header, max_body));
    } else if (auto answer = framing_refusal(request, message.version() == 10 ? 0 : 1)) {
      refuse(std::move(*answer));
    } else if (!target) {
      refuse(plain_response(400, "the target must be a path, as in GET /v1/status"));
    } else {
      request.url = *target;
      state = State::body;
    }
  }

  /// Every rest of a chunked body has at least these five bytes: "0\r\n\r\n". With fewer, Beast 1.74 runs into an
  /// assertion of its own once it has seen the last chunk's size.
  bool is_too_short(std::size_t left) const { return state == State::body && parser->chunked() && left < 5; }

  /// One step of the parser; false when it needs more bytes or has ended.
  bool step(std::size_t& used) {
    error_code ec;
    const bool in_header = state == State::header;
    const std::size_t n = parser->put({buffer.data() + used, buffer.size() - used}, ec);
    used += n;
    if (in_header) header_bytes += n;
    if (ec == http::error::need_more) return false;
    if (ec) {
      refuse(refusal_of(ec, max_header, max_body));
      return false;
    }
    if (in_header && parser->is_header_done()) take_header();
    if (state == State::body && parser->is_done()) state = State::complete;
    return state == State::header || state == State::body;
  }

  void advance() {
    std::size_t used = 0;
    if (!parser->got_some()) {  // an empty line before the request line is forgiven (RFC 9112, 2.2)
      while (std::string_view(buffer).substr(used).starts_with("\r\n")) used += 2;
    }
    if (buffer.size() == used + 1 && buffer[used] == '\r' && !parser->got_some()) return keep_from(used);
    while (used < buffer.size() && !is_too_short(buffer.size() - used) && step(used)) {
    }
    keep_from(used);
    if (state == State::body && buffer.size() > max_chunk_header)
      refuse(plain_response(400, "a chunk's header is too long"));
  }

  void keep_from(std::size_t used) { buffer.erase(0, used); }

  const std::size_t max_header, max_body;
  std::optional<http::request_parser<http::string_body>> parser;
  std::string buffer;
  std::size_t header_bytes = 0;
  HttpRequest request;
  HttpResponse refusal;
  State state = State::header;
};

RequestReader::RequestReader(std::size_t max_header_bytes, std::size_t max_body_bytes)
    : impl_(std::make_unique<Impl>(max_header_bytes, max_body_bytes)) {}
RequestReader::~RequestReader() = default;

RequestReader::State RequestReader::feed(std::string_view bytes) {
  impl_->buffer.append(bytes);
  impl_->advance();
  return impl_->state;
}

RequestReader::State RequestReader::state() const { return impl_->state; }

bool RequestReader::begun() const { return impl_->parser->got_some() || !impl_->buffer.empty(); }

bool RequestReader::expects_continue() const {
  return impl_->parser->get().version() >= 11 && header(impl_->request.headers, "Expect") != nullptr;
}

bool RequestReader::keep_alive() const { return impl_->parser->keep_alive(); }

HttpRequest RequestReader::take() {
  HttpRequest request = std::move(impl_->request);
  request.body = std::move(impl_->parser->get().body());
  impl_->restart();
  return request;
}

const HttpResponse& RequestReader::refusal() const { return impl_->refusal; }

}  // namespace syncline
