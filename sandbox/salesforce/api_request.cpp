#include "sandbox/salesforce/api_request.h"

#include "base/text.h"

namespace syncline::sandbox::salesforce {

const std::string& ApiRequest::segment(std::size_t i) const {
  static const std::string none;
  return i < segments.size() ? segments[i] : none;
}

ApiRequest api_request(const HttpRequest& request) {
  ApiRequest out;
  out.method = request.method;
  out.http = &request;
  std::string_view target = request.url;
  if (const std::size_t scheme = target.find("://"); scheme != std::string_view::npos) {
    const std::size_t slash = target.find('/', scheme + 3);
    target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  for (auto& [name, value] : parse_form(query_of(target))) out.query.set(name, value);
  out.path = path_of(target);
  constexpr std::string_view data = "/services/data/v";
  if (!out.path.starts_with(data)) return out;
  const std::size_t end = std::min(out.path.find('/', data.size()), out.path.size());
  out.root = out.path.substr(0, end);
  for (const std::string& each : split(out.path.substr(end), '/')) {
    if (!each.empty()) out.segments.push_back(percent_decode(each));
  }
  return out;
}

std::string origin_of(const HttpRequest& request) {
  if (const std::size_t scheme = request.url.find("://"); scheme != std::string::npos)
    return request.url.substr(0, request.url.find('/', scheme + 3));
  const std::string* host = header(request.headers, "Host");
  return "http://" + (host ? *host : "localhost");
}

}  // namespace syncline::sandbox::salesforce
