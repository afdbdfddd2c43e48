#pragma once
// Positions in UTF-8 text counted in code points, as CEL counts.

#include <cstdint>
#include <optional>
#include <string_view>

namespace syncline::expr {

/// The byte where code point `index` starts; text.size() for index == length; empty beyond it or below 0.
inline std::optional<std::size_t> byte_of(std::string_view text, std::int64_t index) {
  if (index < 0) return std::nullopt;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) continue;
    if (index-- == 0) return at;
  }
  return index == 0 ? std::optional(text.size()) : std::nullopt;
}

inline std::int64_t length_of(std::string_view text) {
  std::int64_t count = 0;
  for (char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return count;
}

/// Bytes of the code point that starts at text[at].
inline std::size_t width_at(std::string_view text, std::size_t at) {
  std::size_t width = 1;
  while (at + width < text.size() && (static_cast<unsigned char>(text[at + width]) & 0xC0U) == 0x80U) ++width;
  return width;
}

}  // namespace syncline::expr
