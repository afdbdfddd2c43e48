#pragma once
// Target: what a request names: service, path below its root, options.

#include <optional>
#include <string>
#include <vector>

#include "base/value.h"
#include "net/http_message.h"

namespace syncline::sandbox::sap {

struct Segment {
  std::string name, key;  ///< A_SalesOrder('4711'): what stands in the brackets, quotes and all
};

struct Target {
  std::string service;
  std::string root;  ///< address of the service, with the host
  std::vector<Segment> segments;
  Map options;  ///< of the query, decoded
};

/// Nothing when the address is not below /sap/opu/odata/sap/<service>.
std::optional<Target> target_of(const HttpRequest&);
/// Of a call within a batch: a path below the same service, with its query. It may also begin with the server, or at
/// its root.
Target below(const Target& service, std::string_view path_and_query);

}  // namespace syncline::sandbox::sap
