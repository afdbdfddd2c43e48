// UTF-8 by table 3-7 of the Unicode standard: no overlong forms, no surrogates, nothing beyond U+10FFFF.
#include <cstdint>
#include <cstring>

#include "base/text.h"

namespace syncline {
namespace {

/// What stands at one place: a code point of `size` bytes, or `size` bytes that together become one U+FFFD.
struct Sequence {
  std::size_t size;
  bool valid;
};

std::uint8_t byte_at(std::string_view text, std::size_t at) { return static_cast<std::uint8_t>(text[at]); }

std::size_t size_by_lead(std::uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

Sequence sequence_at(std::string_view text, std::size_t at) {
  const std::uint8_t lead = byte_at(text, at);
  const std::size_t size = size_by_lead(lead);
  if (size == 0) return {1, false};
  std::uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  std::uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  for (std::size_t i = 1; i < size; ++i) {
    if (at + i >= text.size() || byte_at(text, at + i) < low || byte_at(text, at + i) > high) return {i, false};
    low = 0x80;
    high = 0xBF;
  }
  return {size, true};
}

}  // namespace

std::size_t valid_utf8_prefix(std::string_view text) {
  constexpr std::uint64_t top_bits = 0x8080'8080'8080'8080;
  std::size_t at = 0;
  while (at < text.size()) {
    std::uint64_t eight = 0;
    if (text.size() - at >= sizeof eight) {
      std::memcpy(&eight, text.data() + at, sizeof eight);
      if ((eight & top_bits) == 0) {
        at += sizeof eight;
        continue;
      }
    }
    const auto [size, valid] = sequence_at(text, at);
    if (!valid) return at;
    at += size;
  }
  return at;
}

bool is_valid_utf8(std::string_view text) { return valid_utf8_prefix(text) == text.size(); }

std::string repair_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (;;) {
    const std::size_t good = valid_utf8_prefix(text);
    out += text.substr(0, good);
    text.remove_prefix(good);
    if (text.empty()) return out;
    out += "\xEF\xBF\xBD";
    text.remove_prefix(sequence_at(text, 0).size);
  }
}

void append_utf8(std::string& into, char32_t code) {
  const auto byte = [&](char32_t b) { into += static_cast<char>(b); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | code >> 6);
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | code >> 12);
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | code >> 18);
    byte(0x80 | (code >> 12 & 0x3F));
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (c & 0xC0) != 0x80;
  return count;
}

}  // namespace syncline
