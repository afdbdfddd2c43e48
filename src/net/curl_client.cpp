#include <curl/curl.h>
#include <fstream>
#include <mutex>

#include "net/curl_transfer.h"
#include "net/handle_pool.h"
#include "net/http_client.h"
#include "net/request_check.h"

namespace syncline {

namespace {

class CurlClient final : public HttpClient {
 public:
  CurlClient(Runtime& rt, HttpClientOptions options, AddressGuard guard)
      : rt_(rt), options_(std::move(options)), guard_(std::move(guard)) {}

  Result<HttpResponse, TransportError> send(const HttpRequest& request, Instant deadline) override {
    return stream(request, {}, deadline);
  }

  Result<HttpResponse, TransportError> stream(const HttpRequest& request, const BodyStreams& bodies,
                                              Instant deadline) override {
    require_no_leaf_lock("HttpClient::send");
    const auto url = parse_url(request.url);
    if (!url)
      return refuse(request, ErrorClass::config,
                    url.error().message + " (" + url.error().place + "). " + url.error().remedy);
    const std::string place = origin_of(*url) + url->path;
    if (const auto fault = outgoing_fault(request)) return refuse(request, ErrorClass::config, *fault, place);
    if (const auto why = refusal_behind_proxy(*url)) {
      return refuse(request, ErrorClass::config,
                    *why + ", which is not called; if it is meant, add its network to allowed_networks", place);
    }
    const Duration left = deadline == far_future ? hours(24) : deadline - rt_.now();
    if (left <= Duration{})
      return refuse(request, ErrorClass::transient, "the deadline had passed before anything was sent", place);
    const std::string origin = origin_of(*url);
    auto handle = pool_.take(origin);
    if (!handle->easy) return refuse(request, ErrorClass::transient, "libcurl has no memory for a connection", place);
    auto answer = transfer(*handle, options_, guard_, request, bodies, *url, left);
    if (!answer) {
      answer.error().detail = request.method + " " + place + ": " + answer.error().detail;
      return answer;
    }
    pool_.give_back(origin, std::move(handle));
    return answer;
  }

 private:
  /// Nothing has been sent.
  static Failure<TransportError> refuse(const HttpRequest& request, ErrorClass cls, std::string why,
                                        const std::string& place = {}) {
    return fail(TransportError{
        .sent = TransportError::Sent::no,
        .cls = cls,
        .detail = place.empty() ? std::move(why) : request.method.substr(0, 32) + " " + place + ": " + why});
  }

  /// A proxy resolves names itself and answers for where they lead; what can be judged here is judged.
  std::optional<std::string> refusal_behind_proxy(const Url& url) const {
    if (options_.proxy.empty()) return {};
    const bool local = url.host == "localhost" || url.host.ends_with(".localhost");
    const auto address = local ? std::optional(ipv4(127, 0, 0, 1)) : parse_ip(url.host);
    return address ? guard_.refusal(*address) : std::nullopt;
  }

  Runtime& rt_;
  const HttpClientOptions options_;
  const AddressGuard guard_;
  HandlePool pool_;
};

Failure<Error> bad_option(std::string name, std::string message, std::string remedy) {
  return fail(Error{.cls = ErrorClass::config,
                    .code = "net.client_option",
                    .message = std::move(message),
                    .place = "HTTP client, " + std::move(name),
                    .remedy = std::move(remedy),
                    .retry_after = {}});
}

Result<void, Error> check_proxy(const std::string& proxy) {
  if (proxy.empty()) return {};
  auto url = parse_url(proxy);
  if (!url) return fail(std::move(url).error());
  if (url->scheme != "http" || url->path != "/" || url->has_query) {
    return bad_option("proxy", "'" + origin_of(*url) + url->path + "' is not a proxy's address",
                      "Write it as http://host:port.");
  }
  return {};
}

Result<void, Error> check_files(const HttpClientOptions& options) {
  const std::pair<const char*, const std::string*> files[] = {{"ca_file", &options.ca_file},
                                                              {"client_certificate", &options.client_certificate},
                                                              {"client_key", &options.client_key}};
  for (const auto& [name, path] : files) {
    if (!path->empty() && !std::ifstream(*path).is_open()) {
      return bad_option(name, "the file '" + *path + "' cannot be read", "Check its path and permissions.");
    }
  }
  if (options.client_certificate.empty() != options.client_key.empty()) {
    return bad_option("client_certificate", "certificate and key must be given together",
                      "Give both PEM files, or none.");
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<HttpClient>, Error> make_http_client(Runtime& rt, const HttpClientOptions& options) {
  static const CURLcode library = curl_global_init(CURL_GLOBAL_DEFAULT);  // not thread-safe: once, here
  if (library != CURLE_OK) return bad_option("libcurl", curl_easy_strerror(library), "Reinstall libcurl4.");
  auto guard = AddressGuard::make(options.allowed_networks);
  if (!guard) return fail(std::move(guard).error());
  if (auto sound = check_proxy(options.proxy); !sound) return fail(sound.error());
  if (auto sound = check_files(options); !sound) return fail(sound.error());
  if (options.connect_timeout <= Duration{}) {
    return bad_option("connect_timeout", to_text(options.connect_timeout) + " is no time to connect in", "Use 10s.");
  }
  if (!is_header_value(options.user_agent)) {
    return bad_option("user_agent", "the text has a line break or control character", "Use plain text.");
  }
  return std::unique_ptr<HttpClient>(std::make_unique<CurlClient>(rt, options, std::move(*guard)));
}

}  // namespace syncline
