#include "sandbox/hubspot/api_request.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace syncline::sandbox::hubspot {
namespace {

bool is_version(std::string_view text) {
  if (text == "v3" || text == "v4") return true;
  return text == "2026-03" || text == "2026-09";
}

}  // namespace

const std::string& ApiRequest::segment(std::size_t i) const {
  static const std::string none;
  return i < segments.size() ? segments[i] : none;
}

std::string ApiRequest::parameter(std::string_view name) const {
  const auto found = std::ranges::find_if(query, [&](const auto& each) { return each.first == name; });
  return found == query.end() ? std::string() : found->second;
}

std::vector<std::string> ApiRequest::list(std::string_view name) const {
  std::vector<std::string> out;
  for (const auto& [key, value] : query) {
    if (key != name) continue;
    for (const std::string& each : split(value, ',')) out.emplace_back(trim(each));
  }
  return out;
}

bool ApiRequest::writes() const {
  if (method == "GET" || method == "HEAD") return false;
  const bool asks = !segments.empty() && (segments.back() == "search" || segments.back() == "read");
  return !area.empty() && !asks;
}

ApiRequest api_request(const HttpRequest& request) {
  ApiRequest out;
  out.method = request.method;
  std::string_view target = request.url;
  if (const std::size_t scheme = target.find("://"); scheme != std::string_view::npos) {
    const std::size_t slash = target.find('/', scheme + 3);
    target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  out.query = parse_form(query_of(target));
  out.path = path_of(target);
  out.body_size = request.body.size();
  if (auto body = parse_json(request.body)) out.body = std::move(*body);
  std::vector<std::string> all;
  for (const std::string& each : split(out.path, '/')) {
    if (!each.empty()) all.push_back(percent_decode(each));
  }
  if (all.size() < 3 || all[0] != "crm") return out;
  const bool before = is_version(all[1]), behind = is_version(all[2]);
  if (before == behind || (behind && all[2].starts_with('v'))) return out;
  out.area = before ? all[2] : all[1];
  out.segments.assign(all.begin() + 3, all.end());
  return out;
}

}  // namespace syncline::sandbox::hubspot
