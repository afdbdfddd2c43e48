#pragma once
// The events of one YAML document → Value and Node tree, within limits.

#include <string_view>
#include <vector>

#include "config/yaml.h"
#include "config/yaml_events.h"

namespace syncline {

struct Composed {
  Value value = {};
  Node node = {};
  std::size_t values = 1;  ///< this one and all below it
};

/// All findings (Y003 … Y015) are added to `findings`; past a limit composition ends there.
Composed compose_yaml(std::string_view text, std::string_view file, const YamlLimits&, const std::vector<YamlEvent>&,
                      Diagnostics& findings);

}  // namespace syncline
