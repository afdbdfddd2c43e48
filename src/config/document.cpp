#include "config/document.h"

#include <algorithm>
#include <charconv>

namespace syncline {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

int count_code_points(std::string_view text) {
  int n = 0;
  for (char c : text) n += is_continuation(c) ? 0 : 1;
  return n;
}

// How many bytes of a quoted scalar stand for the character that begins at `raw`.
std::size_t written_size(std::string_view raw, ScalarStyle style) {
  if (style == ScalarStyle::single_quoted && raw.starts_with("''")) return 2;
  if (style == ScalarStyle::double_quoted && raw.starts_with('\\') && raw.size() > 1) {
    const char kind = raw[1];
    return std::min<std::size_t>(raw.size(), kind == 'x' ? 4 : kind == 'u' ? 6 : kind == 'U' ? 10 : 2);
  }
  std::size_t size = 1;
  while (size < raw.size() && is_continuation(raw[size])) ++size;
  return size;
}

// The column in the source, counted from the start of the scalar, of a column of its value.
int written_column(std::string_view raw, ScalarStyle style, int column) {
  int result = 1;
  if (style != ScalarStyle::plain && !raw.empty()) {
    raw.remove_prefix(1);
    ++result;
  }
  for (int i = 1; i < column && !raw.empty(); ++i) {
    const std::size_t size = written_size(raw, style);
    result += count_code_points(raw.substr(0, size));
    raw.remove_prefix(size);
  }
  return result;
}

// The entry whose key is the longest one that `path` starts with.
std::size_t find_entry(const Map& map, std::string_view path, std::size_t& used) {
  std::size_t found = map.size();
  std::size_t index = 0;
  for (const auto& [key, unused] : map) {
    const bool fits = path.starts_with(key) && (path.size() == key.size() || path[key.size()] == '.');
    if (fits && (found == map.size() || key.size() > used)) found = index, used = key.size();
    ++index;
  }
  return found;
}

std::size_t find_item(const List& list, std::string_view path, std::size_t& used) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(path.data(), path.data() + path.size(), index);
  used = static_cast<std::size_t>(end - path.data());
  const bool fits = error == std::errc() && (used == path.size() || path[used] == '.');
  return fits ? index : list.size();
}

}  // namespace

Document::Document(std::string file, std::string text, Value value, Node root)
    : file_(std::move(file)), text_(std::move(text)), value_(std::move(value)), root_(std::move(root)) {}

Place Document::place_of(const Span& span) const { return {file_, span.line, span.column, span.length}; }

const Node* Document::walk(std::string_view path, bool exact) const {
  const Value* value = &value_;
  const Node* node = &root_;
  while (!path.empty()) {
    std::size_t used = 0;
    std::size_t index = node->children.size();
    if (value->is_map()) index = find_entry(value->as_map(), path, used);
    if (value->is_list()) index = find_item(value->as_list(), path, used);
    if (index >= node->children.size()) return exact ? nullptr : node;
    node = &node->children[index];
    value = value->is_map() ? &(value->as_map().begin() + static_cast<std::ptrdiff_t>(index))->second
                            : &value->as_list()[index];
    path.remove_prefix(std::min(path.size(), used + 1));
  }
  return node;
}

Place Document::place(std::string_view path) const { return place_of(*walk(path, false)); }
Place Document::key_place(std::string_view path) const { return key_place_of(*walk(path, false)); }
bool Document::has(std::string_view path) const { return walk(path, true) != nullptr; }

Place Document::place_within(const Node& node, const Span& part) const {
  const Place whole = place_of(node);
  if (node.end <= node.begin || node.end > text_.size()) return whole;
  const std::string_view raw = std::string_view(text_).substr(node.begin, node.end - node.begin);
  if (node.style == ScalarStyle::literal) {  // keeps its lines, each without the indentation of the first
    const int indent = node.value.column - 1;
    return {file_, node.value.line + part.line - 1, indent + part.column, part.length};
  }
  const bool one_line = raw.find('\n') == raw.npos && part.line == 1;
  if (!one_line || node.style == ScalarStyle::none || node.style == ScalarStyle::folded) return whole;
  const int first = written_column(raw, node.style, part.column);
  const int end = written_column(raw, node.style, part.column + part.length);
  return {file_, node.value.line, node.value.column + first - 1, std::max(1, end - first)};
}

}  // namespace syncline
