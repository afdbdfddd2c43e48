#include "sandbox/business_central/target.h"

#include "base/text.h"

namespace syncline::sandbox::business_central {
namespace {

Segment segment_of(std::string_view text) {
  const std::size_t bracket = text.find('(');
  if (bracket == std::string_view::npos || !text.ends_with(')')) return {std::string(text), ""};
  std::string key(text.substr(bracket + 1, text.size() - bracket - 2));
  if (key.size() >= 2 && key.front() == '\'' && key.back() == '\'') key = key.substr(1, key.size() - 2);
  return {std::string(text.substr(0, bracket)), key};
}

}  // namespace

Target below(const std::string& root, std::string_view text) {
  Target out;
  out.root = root;
  for (const auto& [name, value] : parse_form(query_of(text))) out.options.set(name, value);
  for (const std::string& each : split(std::string(path_of(text)), '/')) {
    if (!each.empty()) out.segments.push_back(segment_of(percent_decode(each)));
  }
  return out;
}

std::optional<Target> target_of(const HttpRequest& request, const std::string& tenant, const std::string& environment) {
  const std::string root = "/v2.0/" + tenant + "/" + environment + "/api/v2.0";
  const std::size_t scheme = request.url.find("://");
  const std::size_t path = scheme == std::string::npos ? 0 : request.url.find('/', scheme + 3);
  if (path == std::string::npos || !request.url.substr(path).starts_with(root)) return std::nullopt;
  const std::string* host = header(request.headers, "Host");
  const std::string server =
      scheme != std::string::npos ? request.url.substr(0, path) : "http://" + (host ? *host : "localhost");
  return below(server + root, std::string_view(request.url).substr(path + root.size()));
}

}  // namespace syncline::sandbox::business_central
