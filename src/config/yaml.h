#pragma once
// YAML 1.2 (core schema, one document, text keys) → Document. What YAML allows but a configuration should not hold —
// duplicate keys, merge keys, tags, several documents, numbers that would lose digits — is refused with a remedy.

#include <string_view>

#include "base/result.h"
#include "config/document.h"

namespace syncline {

struct YamlLimits {
  std::size_t max_bytes = 8u << 20;
  int max_depth = 48;
  std::size_t max_values = 250'000;
  std::size_t max_map_keys = 10'000;      ///< of one map
  std::size_t max_alias_values = 20'000;  ///< values that aliases may copy, all together
};

/// true/false, null, integers and exact decimals are typed; `yes`, `no`, `on`, `off`, dates and everything quoted is
/// text. An empty text is null. Diagnostics: Y001 … (codes.h); syntax stops at the first, the rest are all found.
Result<Document, Diagnostics> parse_yaml(std::string_view text, std::string_view file, const YamlLimits& = {});

}  // namespace syncline
