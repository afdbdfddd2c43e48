#pragma once
// Target: what a request names: the path below the service root, and its options.

#include <string>
#include <vector>

#include "base/value.h"
#include "net/http_message.h"

namespace syncline::sandbox::business_central {

struct Segment {
  std::string name, key;  ///< companies(<key>); the key without quotes, empty without brackets
};

struct Target {
  std::string root;  ///< address of the service root, as the request has it, with the host
  std::vector<Segment> segments;
  Map options;  ///< of the query, decoded
};

/// Nothing when the address is not below /v2.0/<tenant>/<environment>/api/v2.0.
std::optional<Target> target_of(const HttpRequest&, const std::string& tenant, const std::string& environment);
/// A path below the service root, with its query: of a request within a batch.
Target below(const std::string& root, std::string_view path_and_query);

}  // namespace syncline::sandbox::business_central
