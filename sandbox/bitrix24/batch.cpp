#include "sandbox/bitrix24/batch.h"

#include "base/text.h"
#include "sandbox/bitrix24/calls.h"

namespace syncline::sandbox::bitrix24 {
namespace {

constexpr std::string_view mark = "$result";

const Value* inside(const Value& at, const std::string& key) {
  if (at.is_map()) return at.as_map().find(key);
  if (!at.is_list()) return nullptr;
  for (std::size_t i = 0; i < at.as_list().size(); ++i) {
    if (key == std::to_string(i)) return &at.as_list()[i];
  }
  return nullptr;
}

/// `way`: [a][item][id]
Value led_to(std::string_view way, const Map& results) {
  const Value all(results);
  const Value* at = &all;
  for (const std::string& each : split(way, '[')) {
    if (!each.ends_with(']')) continue;
    const Value* next = inside(*at, each.substr(0, each.size() - 1));
    if (!next) break;
    at = next;
  }
  return at->is_number() ? Value(at->as_decimal().text()) : *at;
}

Value with_references(const std::string& text, const Map& results) {
  const std::size_t from = text.find(std::string(mark) + "[");
  if (from == std::string::npos) return text;
  const std::size_t end = std::min(text.find_first_of(" \t\r\n", from), text.size());
  const Value found = led_to(std::string_view(text).substr(from + mark.size(), end - from - mark.size()), results);
  if (from == 0 && end == text.size()) return found;
  return text.substr(0, from) + found.string_or("Array") + with_references(text.substr(end), results).string_or("");
}

}  // namespace

std::vector<std::pair<std::string, std::string>> commands_of(const Map& params) {
  std::vector<std::pair<std::string, std::string>> out;
  const Value cmd = param(params, "cmd");
  if (cmd.is_map())
    for (const auto& [key, each] : cmd.as_map()) out.emplace_back(key, each.string_or(""));
  if (cmd.is_list())
    for (const Value& each : cmd.as_list()) out.emplace_back(std::to_string(out.size()), each.string_or(""));
  return out;
}

Value with_results(const Value& given, const Map& results) {
  if (given.is_string()) return with_references(given.as_string(), results);
  if (given.is_list()) {
    List out;
    for (const Value& each : given.as_list()) out.push_back(with_results(each, results));
    return out;
  }
  if (!given.is_map()) return given;
  Map out;
  for (const auto& [key, each] : given.as_map()) out.set(key, with_results(each, results));
  return out;
}

Value php_map(Map map) {
  List list;
  for (const auto& [key, each] : map) {
    if (key != std::to_string(list.size())) return map;
    list.push_back(each);
  }
  return list;
}

}  // namespace syncline::sandbox::bitrix24
