#pragma once
// plain_prefix: where a string in JSON is the same as its text.

#include <cstdint>
#include <cstring>
#include <string_view>

namespace syncline {

/// How many bytes at the beginning are printable ASCII without quote and backslash. Eight at a time: most texts are
/// nothing else.
inline std::size_t plain_prefix(std::string_view text) {
  constexpr std::uint64_t each = 0x0101'0101'0101'0101, top = each * 0x80;
  const auto has_zero = [](std::uint64_t bytes) { return (bytes - each) & ~bytes & top; };
  std::size_t at = 0;
  for (; text.size() - at >= sizeof(std::uint64_t); at += sizeof(std::uint64_t)) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + at, sizeof eight);
    const std::uint64_t control = (eight - each * 0x20) & ~eight & top;
    if (((eight & top) | control | has_zero(eight ^ (each * '"')) | has_zero(eight ^ (each * '\\'))) != 0) break;
  }
  const auto is_plain = [](char c) { return c >= 0x20 && (c & 0x80) == 0 && c != '"' && c != '\\'; };
  while (at < text.size() && is_plain(text[at])) ++at;
  return at;
}

}  // namespace syncline
