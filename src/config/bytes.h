#pragma once
// Bytes that can be no text of ours: wrong encoding, control characters.

#include <optional>
#include <string_view>

#include "config/diagnostic.h"

namespace syncline {

/// A finding x008 (encoding) or x009 (control character), where x is 'Y' for YAML and 'T' for tables; nothing when the
/// text is clean UTF-8.
std::optional<Diagnostic> check_bytes(std::string_view text, std::string_view file, char code_letter);

}  // namespace syncline
