#include "sandbox/sap_s4hana/target.h"

#include "base/text.h"

namespace syncline::sandbox::sap {
namespace {

constexpr std::string_view prefix = "/sap/opu/odata/sap/";

Segment segment_of(const std::string& text) {
  const std::size_t bracket = text.find('(');
  if (bracket == std::string::npos || !text.ends_with(')')) return {text, ""};
  return {text.substr(0, bracket), text.substr(bracket + 1, text.size() - bracket - 2)};
}

/// From the service on; `text` may also begin with the server, or with the server's root.
std::string_view within(const Target& service, std::string_view text) {
  for (const std::string& begin : {service.root, std::string(prefix) + service.service}) {
    if (text.starts_with(begin + "/")) return text.substr(begin.size());
  }
  return text;
}

}  // namespace

Target below(const Target& service, std::string_view text) {
  text = within(service, text);
  Target out{.service = service.service, .root = service.root, .segments = {}, .options = {}};
  for (const auto& [name, value] : parse_form(query_of(text))) out.options.set(name, value);
  for (const std::string& each : split(std::string(path_of(text)), '/')) {
    if (!each.empty()) out.segments.push_back(segment_of(percent_decode(each)));
  }
  return out;
}

std::optional<Target> target_of(const HttpRequest& request) {
  const std::size_t scheme = request.url.find("://");
  const std::size_t path = scheme == std::string::npos ? 0 : request.url.find('/', scheme + 3);
  if (path == std::string::npos || !request.url.substr(path).starts_with(prefix)) return std::nullopt;
  const std::string* host = header(request.headers, "Host");
  const std::string server =
      scheme != std::string::npos ? request.url.substr(0, path) : "http://" + (host ? *host : "localhost");
  const std::string rest = request.url.substr(path + prefix.size());
  Target service;
  service.service = rest.substr(0, rest.find_first_of("/?"));
  service.root = server + std::string(prefix) + service.service;
  return below(service, std::string_view(rest).substr(service.service.size()));
}

}  // namespace syncline::sandbox::sap
