#include "config/bytes.h"

#include <algorithm>

#include "base/text.h"
#include "config/position.h"

namespace syncline {
namespace {

std::string code(char letter, std::string_view digits) { return letter + std::string(digits); }

std::string hex(unsigned char byte) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  return {'0', 'x', digits[byte >> 4], digits[byte & 15]};
}

// The first byte that is no part of a valid UTF-8 sequence, by bisection over whole prefixes of lines.
std::size_t first_invalid_byte(std::string_view text) {
  std::size_t line = 0;
  while (line < text.size()) {
    const std::size_t end = std::min(text.find('\n', line), text.size());
    if (!is_valid_utf8(text.substr(line, end - line))) break;
    line = std::min(end + 1, text.size());
  }
  for (std::size_t pos = line; pos < text.size();) {
    std::size_t length = 1;
    while (length <= 4 && pos + length <= text.size() && !is_valid_utf8(text.substr(pos, length))) ++length;
    if (length > 4 || pos + length > text.size()) return pos;
    pos += length;
  }
  return text.size();
}

Place place_at(std::string_view text, std::string_view file, std::size_t offset) {
  const Span span = PositionFinder(text).span(offset, offset + 1);
  return {std::string(file), span.line, span.column, 1};
}

// Text of mostly ASCII in UTF-16 has a NUL in every other byte; editors on Windows write a mark in front.
bool looks_like_utf16(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return true;
  return text.size() >= 4 && ((text[0] == 0) != (text[1] == 0)) && (text[0] == 0) == (text[2] == 0) &&
         (text[1] == 0) == (text[3] == 0);
}

}  // namespace

std::optional<Diagnostic> check_bytes(std::string_view text, std::string_view file, char letter) {
  if (looks_like_utf16(text)) {
    return Diagnostic{.code = code(letter, "008"),
                      .message = "the file is UTF-16, not UTF-8",
                      .at = {std::string(file)},
                      .remedy = letter == 'T' ? "save it as \"CSV UTF-8\"" : "save it as UTF-8"};
  }
  if (!is_valid_utf8(text)) {
    const std::size_t at = first_invalid_byte(text);
    const unsigned char byte = at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
    return Diagnostic{.code = code(letter, "008"),
                      .message = "the byte " + hex(byte) + " is not valid UTF-8",
                      .at = place_at(text, file, at),
                      .remedy = letter == 'T'
                                    ? "save the table as \"CSV UTF-8\" (not as plain CSV, which is Windows-1252)"
                                    : "save the file as UTF-8 (it may be Windows-1252 or Latin-1)"};
  }
  const auto bad = std::find_if(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F;
  });
  if (bad == text.end()) return std::nullopt;
  const std::string name = *bad == 0 ? "NUL" : hex(static_cast<unsigned char>(*bad));
  return Diagnostic{
      .code = code(letter, "009"),
      .message = "the control character " + name + " stands in the text",
      .at = place_at(text, file, static_cast<std::size_t>(bad - text.begin())),
      .remedy = letter == 'T' ? "remove it" : "remove it, or write it as an escape in double quotes: \"\\x01\""};
}

}  // namespace syncline
