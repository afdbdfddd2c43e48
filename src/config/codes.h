#pragma once
// Every code that this module reports, with the long text behind `syncline explain CODE`.

#include <span>
#include <string_view>

namespace syncline {

struct CodeText {
  std::string_view code;
  std::string_view title;
  std::string_view text;
};

/// Sorted by code.
std::span<const CodeText> config_codes();
const CodeText* find_config_code(std::string_view code);

}  // namespace syncline
