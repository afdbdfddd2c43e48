#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace syncline {
namespace {

enum class Style : std::uint8_t { compact, pretty, canonical };

void write_escape(std::string& out, char c) {
  constexpr std::string_view hex = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; break;
    case '\\': out += "\\\\"; break;
    case '\n': out += "\\n"; break;
    case '\r': out += "\\r"; break;
    case '\t': out += "\\t"; break;
    default:
      out += "\\u00";
      out += hex[static_cast<std::size_t>(c) >> 4];
      out += hex[static_cast<std::size_t>(c) & 15];
  }
}

void write_string(std::string& out, std::string_view text) {
  const std::string repaired = is_valid_utf8(text) ? std::string() : repair_utf8(text);
  if (!repaired.empty()) text = repaired;
  const auto is_plain = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; };
  out += '"';
  for (auto at = text.begin(); at != text.end();) {
    const auto run = std::find_if_not(at, text.end(), is_plain);
    out.append(at, run);
    at = run;
    if (at != text.end()) write_escape(out, *at++);
  }
  out += '"';
}

void indent(std::string& out, Style style, int depth) {
  if (style != Style::pretty) return;
  out += '\n';
  out.append(static_cast<std::size_t>(depth) * 2, ' ');
}

void write(std::string& out, const Value& value, Style style, int depth);

void write_map(std::string& out, const Map& map, Style style, int depth) {
  std::vector<const Map::Entry*> entries;
  for (const auto& entry : map) entries.push_back(&entry);
  if (style == Style::canonical)
    std::ranges::sort(entries, {}, [](const Map::Entry* e) -> const std::string& { return e->first; });
  out += '{';
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i > 0) out += ',';
    indent(out, style, depth + 1);
    write_string(out, entries[i]->first);
    out += style == Style::pretty ? ": " : ":";
    write(out, entries[i]->second, style, depth + 1);
  }
  if (!entries.empty()) indent(out, style, depth);
  out += '}';
}

void write_list(std::string& out, const List& list, Style style, int depth) {
  out += '[';
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) out += ',';
    indent(out, style, depth + 1);
    write(out, list[i], style, depth + 1);
  }
  if (!list.empty()) indent(out, style, depth);
  out += ']';
}

void write(std::string& out, const Value& value, Style style, int depth) {
  switch (value.kind()) {
    case Value::Kind::null: out += "null"; return;
    case Value::Kind::boolean: out += value.as_bool() ? "true" : "false"; return;
    case Value::Kind::integer: out += std::to_string(value.as_int()); return;
    case Value::Kind::decimal:
      out += style == Style::canonical ? value.as_decimal().normalised().text() : value.as_decimal().text();
      return;
    case Value::Kind::string: write_string(out, value.as_string()); return;
    case Value::Kind::list: write_list(out, value.as_list(), style, depth); return;
    case Value::Kind::map: write_map(out, value.as_map(), style, depth); return;
  }
}

std::string written(const Value& value, Style style) {
  std::string out;
  write(out, value, style, 0);
  return out;
}

}  // namespace

std::string write_json(const Value& value) { return written(value, Style::compact); }
std::string write_json_pretty(const Value& value) { return written(value, Style::pretty); }
std::string canonical_json(const Value& value) { return written(value, Style::canonical); }

}  // namespace syncline
