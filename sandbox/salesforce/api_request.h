#pragma once
// ApiRequest: a request by its parts: /services/data/v66.0/sobjects/Account/001… is version, then the segments.

#include <string>
#include <vector>

#include "base/value.h"
#include "net/http_message.h"

namespace syncline::sandbox::salesforce {

struct ApiRequest {
  std::string method;
  std::string path;                   ///< as it came, without the query
  std::string root;                   ///< "/services/data/v66.0"; empty: it is no call of the API
  std::vector<std::string> segments;  ///< below the root, decoded
  Map query;
  const HttpRequest* http = nullptr;

  const std::string& segment(std::size_t i) const;  ///< "" where there is none
  const std::string* header(std::string_view name) const { return syncline::header(http->headers, name); }
};

ApiRequest api_request(const HttpRequest&);
/// "https://acme.example", from the request's Host or address.
std::string origin_of(const HttpRequest&);

}  // namespace syncline::sandbox::salesforce
