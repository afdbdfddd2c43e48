// The escapes of string and bytes literals.

#include "expr/lexer.h"

namespace syncline::expr {

namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

/// Reads exactly `count` digits of `base`; false when there are fewer.
bool read_digits(std::string_view text, std::size_t count, int base, char32_t& value) {
  if (text.size() < count) return false;
  value = 0;
  for (char c : text.substr(0, count)) {
    if (digit_of(c) >= base) return false;
    value = value * static_cast<char32_t>(base) + static_cast<char32_t>(digit_of(c));
  }
  return true;
}

char simple_escape(char c) {
  static constexpr std::string_view from = "abfnrtv\\?\"'`";
  static constexpr std::string_view to = "\a\b\f\n\r\t\v\\?\"'`";
  const auto at = from.find(c);
  return at == std::string_view::npos ? '\0' : to[at];
}

}  // namespace

void append_utf8(std::string& out, char32_t code_point) {
  auto put = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0U | (code_point >> 6U));
    put(0x80U | (code_point & 0x3FU));
  } else if (code_point < 0x10000) {
    put(0xE0U | (code_point >> 12U));
    put(0x80U | ((code_point >> 6U) & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  } else {
    put(0xF0U | (code_point >> 18U));
    put(0x80U | ((code_point >> 12U) & 0x3FU));
    put(0x80U | ((code_point >> 6U) & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  }
}

std::size_t decode_escape(std::string_view text, bool bytes, std::string& out) {
  if (text.empty()) return 0;
  if (char simple = simple_escape(text[0]); simple != '\0') {
    out += simple;
    return 1;
  }
  const bool octal = text[0] >= '0' && text[0] <= '3';
  const bool hex = text[0] == 'x' || text[0] == 'X';
  const bool unicode = !bytes && (text[0] == 'u' || text[0] == 'U');
  if (!octal && !hex && !unicode) return 0;
  const std::size_t count = octal ? 3 : hex ? 2 : text[0] == 'u' ? 4 : 8;
  const std::size_t skip = octal ? 0 : 1;
  char32_t value = 0;
  if (!read_digits(text.substr(skip), count, octal ? 8 : 16, value)) return 0;
  if (unicode && (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))) return 0;
  if (bytes) {
    out += static_cast<char>(static_cast<unsigned char>(value));
  } else {
    append_utf8(out, value);
  }
  return skip + count;
}

}  // namespace syncline::expr
