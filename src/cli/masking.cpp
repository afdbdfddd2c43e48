#include "cli/masking.h"

#include <set>

namespace syncline::cli {
namespace {

using Spot = std::pair<std::string, std::string>;  // the key at the top, and the nearest one

std::string unreadable(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool goes_on = byte >= 0x80 && byte < 0xC0;
    if (goes_on) continue;
    out += c >= 'A' && c <= 'Z' ? 'X' : (c >= 'a' && c <= 'z') || byte >= 0xC0 ? 'x' : c >= '0' && c <= '9' ? '9' : c;
  }
  return out;
}

void texts_of(const Value& value, std::set<std::string>& texts) {
  if (value.is_string() && !value.as_string().empty()) texts.insert(value.as_string());
  if (value.is_list()) {
    for (const Value& each : value.as_list()) texts_of(each, texts);
  }
  if (value.is_map()) {
    for (const auto& [key, each] : value.as_map()) texts_of(each, texts);
  }
}

template <class Visit>
void walk(Value& value, const std::string& top, const std::string& key, const Visit& visit) {
  if (value.is_string()) visit(value, Spot{top, key});
  if (value.is_list()) {
    for (Value& each : value.as_list()) walk(each, top, key, visit);
  }
  if (value.is_map()) {
    for (auto& [name, each] : value.as_map()) walk(each, top.empty() ? name : top, name, visit);
  }
}

}  // namespace

Value masked(const Value& content, const Reading& bound, const Entity& entity) {
  std::set<std::string> personal;
  for (const auto& [name, field] : bound.fields) {
    const FieldSpec* spec = entity.field(name);
    if (!spec || spec->personal) texts_of(field.native, personal);
  }
  std::set<Spot> spots;
  Value out = content;
  walk(out, "", "", [&](Value& text, const Spot& spot) {
    if (personal.contains(text.as_string())) spots.insert(spot);
  });
  walk(out, "", "", [&](Value& text, const Spot& spot) {
    if (spots.contains(spot)) text = Value(unreadable(text.as_string()));
  });
  return out;
}

}  // namespace syncline::cli
