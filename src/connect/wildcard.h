#pragma once
#include <string_view>

namespace syncline {

/// In a pattern * stands for any characters, also none.
bool matches_wildcard(std::string_view text, std::string_view pattern);

}  // namespace syncline
