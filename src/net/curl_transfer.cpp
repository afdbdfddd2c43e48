#include "net/curl_transfer.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <curl/curl.h>
#include <new>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "net/host_addresses.h"
#include "net/request_check.h"

namespace syncline {
namespace {

constexpr std::size_t max_header_bytes = 256u << 10;
/// An idle connection older than this is not reused: most servers close theirs after 5 to 75 s, and a request that
/// crosses with that close has an unknown outcome.
constexpr long max_idle_seconds = 20;

struct SlistFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Slist = std::unique_ptr<curl_slist, SlistFree>;

/// What the callbacks of one transfer learn.
struct Exchange {
  const HttpClientOptions& options;
  const AddressGuard& guard;
  const BodyStreams& bodies;
  void* const easy;
  HttpResponse response{};
  std::optional<Error> stream_error{};  ///< of one of the bodies
  std::size_t header_bytes = 0;
  bool header_complete = false;
  bool started = false;   ///< the request may have begun to leave
  bool repeated = false;  ///< libcurl wanted to send it a second time
  bool too_large = false;
  std::string refused{};  ///< by the guard
  int permitted = 0;      ///< sockets that the guard let through
};

curl_socket_t on_open_socket(void* user, curlsocktype, curl_sockaddr* target) {
  auto& exchange = *static_cast<Exchange*>(user);
  if (exchange.options.proxy.empty()) {
    // libcurl keeps addresses longer than sockaddr right behind `addr`, in one block of addrlen bytes.
    const auto address = address_of(&target->addr, target->addrlen);
    const auto why = address ? exchange.guard.refusal(*address) : std::optional<std::string>("not an IP address");
    if (why) {
      exchange.refused = *why;
      return CURL_SOCKET_BAD;
    }
  }
  ++exchange.permitted;
  return socket(target->family, target->socktype | SOCK_CLOEXEC, target->protocol);
}

/// Called when a connection stands (TCP, proxy and TLS) and nothing of the request has been written on it.
int on_ready_to_send(void* user, char*, char*, int, int) {
  auto& exchange = *static_cast<Exchange*>(user);
  if (exchange.started) {
    exchange.repeated = true;
    return CURL_PREREQFUNC_ABORT;
  }
  exchange.started = true;
  return CURL_PREREQFUNC_OK;
}

/// Whoever repeats the value must not end a line by it. A bare CR means a space (RFC 9112, 2.2).
std::string header_value(std::string_view text) {
  std::string value(text);
  std::ranges::replace(value, '\r', ' ');
  return std::string(trim(value));
}

void take_header_line(Exchange& exchange, std::string_view line) {
  HttpHeaders& headers = exchange.response.headers;
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  if (line.starts_with("HTTP/") && line.find(':') == std::string_view::npos) {  // a new answer; the last was a 1xx
    headers.clear();
    exchange.header_complete = false;
  } else if (line.empty()) {
    exchange.header_complete = true;
  } else if (exchange.header_complete) {
    return;  // trailers cannot be trusted to be headers
  } else if ((line[0] == ' ' || line[0] == '\t') && !headers.empty()) {
    headers.back().second += " " + header_value(line);
  } else if (const std::size_t colon = line.find(':');
             colon != std::string_view::npos && is_token(line.substr(0, colon))) {
    headers.emplace_back(line.substr(0, colon), header_value(line.substr(colon + 1)));
  }
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  exchange.header_bytes += size * count;
  if (exchange.header_bytes > max_header_bytes) {
    exchange.too_large = true;
    return 0;
  }
  try {
    take_header_line(exchange, {data, size * count});
  } catch (const std::bad_alloc&) {
    return 0;
  }
  return size * count;
}

bool goes_to_sink(const Exchange& exchange) {
  long status = 0;
  if (exchange.bodies.answer) curl_easy_getinfo(exchange.easy, CURLINFO_RESPONSE_CODE, &status);
  return status >= 200 && status < 300;
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  if (goes_to_sink(exchange)) {
    auto taken = exchange.bodies.answer->take({data, size * count});
    if (taken) return size * count;
    exchange.stream_error = std::move(taken.error());
    return CURL_WRITEFUNC_ERROR;
  }
  std::string& body = exchange.response.body;
  if (size * count > exchange.options.max_response_bytes - body.size()) {
    exchange.too_large = true;
    return CURL_WRITEFUNC_ERROR;
  }
  try {
    body.append(data, size * count);
  } catch (const std::bad_alloc&) {
    return CURL_WRITEFUNC_ERROR;
  }
  return size * count;
}

/// Gives the next piece of the request's body.
std::size_t on_read(char* into, std::size_t size, std::size_t count, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  auto piece = exchange.bodies.request->next(size * count);
  if (!piece || piece->size() > size * count) {
    if (!piece) exchange.stream_error = std::move(piece.error());
    return CURL_READFUNC_ABORT;
  }
  std::memcpy(into, piece->data(), piece->size());
  return piece->size();
}

Slist header_list(const HttpRequest& request) {
  Slist list;
  const auto add = [&list](const std::string& line) {
    if (curl_slist* longer = curl_slist_append(list.get(), line.c_str())) {
      static_cast<void>(list.release());
      list.reset(longer);
    }
  };
  for (const auto& [name, value] : request.headers) add(trim(value).empty() ? name + ";" : name + ": " + value);
  add("Expect:");  // no 100-continue: one round trip less, and a plain meaning of "sent"
  if (!header(request.headers, "Content-Type")) add("Content-Type:");
  return list;
}

void set_connection_options(CURL* easy, const HttpClientOptions& options) {
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a hanging name server does not outlast the deadline
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  // With HTTP/1.1 a request is on one connection and "was it sent" has one answer; a handle carries one call anyway.
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_MAXCONNECTS, 1L);
  curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, max_idle_seconds);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  // Empty, not unset: unset means the environment's http_proxy and no_proxy.
  curl_easy_setopt(easy, CURLOPT_PROXY, options.proxy.c_str());
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options.ca_file.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);  // that file replaces the system's trust store
  }
  if (!options.client_certificate.empty()) {
    curl_easy_setopt(easy, CURLOPT_SSLCERT, options.client_certificate.c_str());
    curl_easy_setopt(easy, CURLOPT_SSLKEY, options.client_key.c_str());
  }
}

void set_callbacks(CURL* easy, Exchange& exchange) {
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &exchange);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_ready_to_send);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, &exchange);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &exchange);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange);
}

void set_request(CURL* easy, Exchange& exchange, const HttpRequest& request, const Url& url) {
  const HttpClientOptions& options = exchange.options;
  curl_easy_setopt(easy, CURLOPT_URL, to_text(url).c_str());
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  const std::string& method = request.method;
  BodySource* const pieces = exchange.bodies.request;
  const bool has_body = pieces || !request.body.empty() || method == "POST" || method == "PUT" || method == "PATCH";
  if (method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  } else if (pieces) {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(pieces->size()));
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(easy, CURLOPT_READDATA, &exchange);
  } else if (has_body) {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
  } else {
    curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
  }
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
}

void set_time_limits(CURL* easy, const HttpClientOptions& options, Duration left) {
  const auto whole_ms = [](Duration d) {
    return static_cast<long>(std::clamp<std::int64_t>(d.us / 1000, 1, 86'400'000));
  };
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, whole_ms(left));
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, whole_ms(std::min(left, options.connect_timeout)));
}

struct Verdict {
  ErrorClass cls;
  std::string text;
};

Verdict refused_by_guard(const Exchange& exchange) {
  return {ErrorClass::config,
          exchange.refused + ", which is not called; if it is meant, add its network to allowed_networks"};
}

/// `said` is libcurl's own sentence.
Verdict judge(CURLcode code, const Exchange& exchange, const std::string& said) {
  if (exchange.stream_error) return {exchange.stream_error->cls, exchange.stream_error->message};
  if (exchange.repeated) return {ErrorClass::transient, "the kept-alive connection was closed before an answer came"};
  if (exchange.too_large && exchange.header_bytes > max_header_bytes) {
    return {ErrorClass::validation, "the answer's header is larger than 256 KB"};
  }
  if (exchange.too_large) {
    return {ErrorClass::validation, "the answer is larger than " + std::to_string(exchange.options.max_response_bytes) +
                                        " bytes; ask for smaller pages or raise max_response_bytes"};
  }
  switch (code) {
    case CURLE_COULDNT_CONNECT:
      if (!exchange.refused.empty() && exchange.permitted == 0) return refused_by_guard(exchange);
      return {ErrorClass::transient, said};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {ErrorClass::config, said + "; check the host's name, or give the certificate's issuer as ca_file"};
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
      return {ErrorClass::config, said + "; check client_certificate, client_key and ca_file"};
    case CURLE_URL_MALFORMAT: return {ErrorClass::config, said};
    case CURLE_BAD_FUNCTION_ARGUMENT:  // also of a header of the answer that is none
      if (exchange.started) return {ErrorClass::transient, "the answer's header is malformed (" + said + ")"};
      return {ErrorClass::config, said};
    case CURLE_OPERATION_TIMEDOUT:
      return {ErrorClass::transient, exchange.started ? "no complete answer before the deadline (" + said + ")" : said};
    default: return {ErrorClass::transient, said};
  }
}

TransportError error_of(CURLcode code, const Exchange& exchange, const char* buffer) {
  const std::string said = buffer[0] != '\0' ? buffer : curl_easy_strerror(code);
  Verdict verdict = judge(code, exchange, said);
  return {.sent = exchange.started ? TransportError::Sent::maybe : TransportError::Sent::no,
          .cls = verdict.cls,
          .detail = std::move(verdict.text)};
}

/// The body was decoded on its way in: the headers that described its wire form would now mislead.
void drop_wire_headers(HttpHeaders& headers) {
  if (!header(headers, "Content-Encoding")) return;
  std::erase_if(headers, [](const auto& h) {
    const std::string name = to_lower(h.first);
    return name == "content-encoding" || name == "content-length";
  });
}

}  // namespace

CurlHandle::CurlHandle() : easy(curl_easy_init()) {}
CurlHandle::~CurlHandle() {
  if (easy) curl_easy_cleanup(easy);
}

Result<HttpResponse, TransportError> transfer(CurlHandle& handle, const HttpClientOptions& options,
                                              const AddressGuard& guard, const HttpRequest& request,
                                              const BodyStreams& bodies, const Url& url, Duration left) {
  CURL* easy = handle.easy;
  curl_easy_reset(easy);  // keeps its connection, TLS sessions and name cache
  Exchange exchange{.options = options, .guard = guard, .bodies = bodies, .easy = easy};
  std::array<char, CURL_ERROR_SIZE> said{};
  const Slist headers = header_list(request);
  set_connection_options(easy, options);
  set_callbacks(easy, exchange);
  set_request(easy, exchange, request, url);
  set_time_limits(easy, options, left);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, said.data());
  const CURLcode code = curl_easy_perform(easy);
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, nullptr);
  if (code != CURLE_OK) return fail(error_of(code, exchange, said.data()));
  // libcurl takes a header that ends in the middle of a line for a complete one.
  if (!exchange.header_complete) return fail(error_of(CURLE_PARTIAL_FILE, exchange, "the answer ends in its header"));
  // It takes "HTTP/200 OK" for an answer, too.
  if (status < 100 || status > 599)
    return fail(error_of(CURLE_WEIRD_SERVER_REPLY, exchange, "the answer has no status"));
  exchange.response.status = static_cast<int>(status);
  drop_wire_headers(exchange.response.headers);
  return std::move(exchange.response);
}

}  // namespace syncline
