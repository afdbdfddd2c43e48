#include "config/source_line.h"

#include <algorithm>
#include <vector>

namespace syncline {
namespace {

constexpr int tab_width = 4;
constexpr int max_width = 140;
constexpr int context_width = 60;

struct Cell {
  std::string bytes;
  int width = 1;
};

// Decodes one code point at `pos`; invalid bytes give U+FFFD and advance by one.
char32_t decode(std::string_view text, std::size_t& pos) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(pos);
  std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 && lead < 0xF8 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
  if (lead >= 0xF8) length = 0;
  if (length == 0 || pos + length > text.size()) return ++pos, char32_t{0xFFFD};
  if (length == 1) return text[pos] ? static_cast<char32_t>(byte(pos++)) : (++pos, char32_t{0});
  char32_t code = static_cast<char32_t>(lead & (0xFFu >> (length + 1)));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(pos + i) & 0xC0) != 0x80) return ++pos, char32_t{0xFFFD};
    code = (code << 6) | (byte(pos + i) & 0x3Fu);
  }
  pos += length;
  return code;
}

bool is_between(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

bool is_wide(char32_t c) {
  return is_between(c, 0x1100, 0x115F) || is_between(c, 0x2E80, 0x303E) || is_between(c, 0x3041, 0xA4CF) ||
         is_between(c, 0xAC00, 0xD7A3) || is_between(c, 0xF900, 0xFAFF) || is_between(c, 0xFE30, 0xFE6F) ||
         is_between(c, 0xFF00, 0xFF60) || is_between(c, 0xFFE0, 0xFFE6) || is_between(c, 0x1F300, 0x1F64F) ||
         is_between(c, 0x1F900, 0x1F9FF) || is_between(c, 0x20000, 0x3FFFD);
}

bool is_combining(char32_t c) {
  return is_between(c, 0x0300, 0x036F) || is_between(c, 0x1AB0, 0x1AFF) || is_between(c, 0x20D0, 0x20FF) ||
         is_between(c, 0xFE00, 0xFE0F) || is_between(c, 0xFE20, 0xFE2F);
}

// Characters that a terminal obeys instead of showing, or that reorder what follows.
bool is_unsafe(char32_t c) {
  return c < 0x20 || is_between(c, 0x7F, 0x9F) || is_between(c, 0x200B, 0x200F) || is_between(c, 0x2028, 0x202E) ||
         is_between(c, 0x2066, 0x2069) || c == 0xFEFF || c == 0xFFFD;
}

std::string stand_in(char32_t c) {
  if (c < 0x20) return std::string("\xE2\x90") + static_cast<char>(0x80 + c);  // U+2400 … "control pictures"
  return "\xEF\xBF\xBD";
}

std::vector<Cell> cells_of(std::string_view line) {
  std::vector<Cell> cells;
  for (std::size_t pos = 0; pos < line.size();) {
    const std::size_t start = pos;
    const char32_t code = decode(line, pos);
    if (code == '\t') {
      cells.push_back({std::string(tab_width, ' '), tab_width});
    } else if (is_unsafe(code)) {
      cells.push_back({stand_in(code), 1});
    } else {
      const int width = is_combining(code) ? 0 : is_wide(code) ? 2 : 1;
      cells.push_back({std::string(line.substr(start, pos - start)), width});
    }
  }
  return cells;
}

int width_of(const std::vector<Cell>& cells, std::size_t from, std::size_t to) {
  int width = 0;
  for (std::size_t i = from; i < to; ++i) width += cells[i].width;
  return width;
}

}  // namespace

LineIndex::LineIndex(std::string_view text) : text_(text) {
  starts_.push_back(text.starts_with("\xEF\xBB\xBF") ? 3 : 0);
  for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n', end + 1)) starts_.push_back(end + 1);
}

std::string_view LineIndex::line(int number) const {
  if (number < 1 || static_cast<std::size_t>(number) > starts_.size()) return {};
  const std::size_t start = starts_[static_cast<std::size_t>(number) - 1];
  std::string_view found = text_.substr(start, text_.find('\n', start) - start);
  if (found.ends_with('\r')) found.remove_suffix(1);
  return found;
}

SourceLine lay_out(std::string_view line, const Place& mark, bool masked) {
  std::vector<Cell> cells = cells_of(line);
  const std::size_t begin = std::min(static_cast<std::size_t>(std::max(mark.column - 1, 0)), cells.size());
  const std::size_t end = std::min(begin + static_cast<std::size_t>(std::max(mark.length, 1)), cells.size());
  if (masked) {
    for (std::size_t i = begin; i < end; ++i) cells[i] = {"*", 1};
  }
  std::size_t from = 0;
  std::size_t to = cells.size();
  SourceLine result;
  if (width_of(cells, 0, cells.size()) > max_width) {
    from = begin > static_cast<std::size_t>(context_width) ? begin - static_cast<std::size_t>(context_width) : 0;
    to = std::min(cells.size(), from + static_cast<std::size_t>(max_width - 2));
  }
  if (from > 0) result.text = "…", result.indent = 1;
  for (std::size_t i = from; i < to; ++i) result.text += cells[i].bytes;
  if (to < cells.size()) result.text += "…";
  result.indent += width_of(cells, from, begin);
  result.width = std::max(1, width_of(cells, begin, std::min(end, to)));
  return result;
}

std::string printable(std::string_view text, bool keep_lines) {
  std::string result;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t start = pos;
    const char32_t code = decode(text, pos);
    if (keep_lines && code == '\n') {
      result += '\n';
    } else if (is_unsafe(code)) {
      result += stand_in(code);
    } else {
      result += text.substr(start, pos - start);
    }
  }
  return result;
}

}  // namespace syncline
