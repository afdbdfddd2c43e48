#pragma once
// ApiRequest: a request by its parts, whichever way its version is written: /crm/v3/objects/deals/7 and
// /crm/objects/2026-03/deals/7 are the same.

#include <string>
#include <vector>

#include "base/value.h"
#include "net/http_message.h"

namespace syncline::sandbox::hubspot {

struct ApiRequest {
  std::string method, path;
  std::string area;                   ///< objects, associations, pipelines, owners, properties; empty: none of them
  std::vector<std::string> segments;  ///< behind it, decoded
  std::vector<std::pair<std::string, std::string>> query;
  Value body;  ///< null: there is none, or it is no JSON
  std::size_t body_size = 0;

  const std::string& segment(std::size_t i) const;  ///< "" where there is none
  std::string parameter(std::string_view name) const;
  /// Given several times, or with commas.
  std::vector<std::string> list(std::string_view name) const;
  /// Whether it may change data.
  bool writes() const;
};

ApiRequest api_request(const HttpRequest&);

}  // namespace syncline::sandbox::hubspot
