#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/json_plain.h"
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
  if (plain_prefix(text) == text.size()) {
    out.append(1, '"').append(text).append(1, '"');
    return;
  }
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

void write_entry(std::string& out, const Map::Entry& entry, bool first, Style style, int depth) {
  if (!first) out += ',';
  indent(out, style, depth + 1);
  write_string(out, entry.first);
  out += style == Style::pretty ? ": " : ":";
  write(out, entry.second, style, depth + 1);
}

void write_sorted(std::string& out, const Map& map, int depth) {
  std::vector<const Map::Entry*> entries;
  for (const auto& entry : map) entries.push_back(&entry);
  std::ranges::sort(entries, {}, [](const Map::Entry* e) -> const std::string& { return e->first; });
  for (const Map::Entry* entry : entries) write_entry(out, *entry, entry == entries[0], Style::canonical, depth);
}

void write_map(std::string& out, const Map& map, Style style, int depth) {
  out += '{';
  if (style == Style::canonical) {
    write_sorted(out, map, depth);
  } else {
    bool first = true;
    for (const auto& entry : map) write_entry(out, entry, std::exchange(first, false), style, depth);
  }
  if (!map.empty()) indent(out, style, depth);
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

void JsonWriter::separate() {
  if (std::exchange(comma_, true)) out_ += ',';
}

void JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  comma_ = false;
}

void JsonWriter::close(char bracket) {
  out_ += bracket;
  comma_ = true;
}

void JsonWriter::key(std::string_view name) {
  separate();
  write_string(out_, name);
  out_ += ':';
  comma_ = false;
}

void JsonWriter::value(const Value& of) {
  separate();
  write(out_, of, Style::compact, 0);
}

void JsonWriter::value(std::string_view text) {
  separate();
  write_string(out_, text);
}

void JsonWriter::value(std::int64_t number) {
  separate();
  out_ += std::to_string(number);
}

void JsonWriter::value(bool flag) {
  separate();
  out_ += flag ? "true" : "false";
}

std::string write_json(const Value& value) { return written(value, Style::compact); }
std::string write_json_pretty(const Value& value) { return written(value, Style::pretty); }
std::string canonical_json(const Value& value) { return written(value, Style::canonical); }

}  // namespace syncline
