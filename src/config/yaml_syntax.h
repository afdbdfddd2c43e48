#pragma once
// The parser library's errors in our words.

#include <string_view>

#include "config/yaml_events.h"

namespace syncline {

/// Y001 or Y002 (tab), with the remedy that fits. Precondition: events.error.
Diagnostic explain_syntax(const YamlEvents& events, std::string_view text, std::string_view file);

}  // namespace syncline
