#pragma once
// Texts of a declared format: is it one, and what would be?

#include <optional>
#include <string_view>

#include "config/schema.h"

namespace syncline {

/// Why the text is not of that format, in words that follow its name; nothing when it is. Formats that a caller checks
/// (expression, template) and secrets are always fine here.
std::optional<std::string> format_fault(Format, std::string_view text);
/// "https://user:password@host"
bool has_credentials(std::string_view url);

}  // namespace syncline
