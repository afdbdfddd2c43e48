#include "bind/part_list.h"

#include <algorithm>

namespace syncline {
namespace {

bool is_number(std::string_view id) {
  return !id.empty() && std::ranges::all_of(id, [](char c) { return c >= '0' && c <= '9'; });
}

bool id_less(std::string_view a, std::string_view b) {
  if (!is_number(a) || !is_number(b)) return a < b;
  const auto digits = [](std::string_view id) { return id.substr(std::min(id.find_first_not_of('0'), id.size())); };
  a = digits(a);
  b = digits(b);
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

Value command(const char* op, std::string id, Map set) {
  Map out{{"op", op}};
  if (!id.empty()) out.set("id", std::move(id));
  if (!set.empty()) out.set("set", std::move(set));
  return out;
}

}  // namespace

const Value* find_path(const Value& content, std::string_view dotted) {
  const Value* at = &content;
  while (at) {
    if (!at->is_map()) return nullptr;
    if (const Value* whole = at->as_map().find(dotted)) return whole;
    const std::size_t dot = dotted.find('.');
    if (dot == std::string_view::npos) return nullptr;
    at = at->as_map().find(dotted.substr(0, dot));
    dotted.remove_prefix(dot + 1);
  }
  return nullptr;
}

void set_path(Map& content, std::string_view dotted, Value value) {
  const std::size_t dot = dotted.find('.');
  if (dot == std::string_view::npos) return content.set(dotted, std::move(value));
  Value& child = content[dotted.substr(0, dot)];
  if (!child.is_map()) child = Map{};
  set_path(child.as_map(), dotted.substr(dot + 1), std::move(value));
}

bool matches(const Value& part, const Map& where) {
  return std::ranges::all_of(where, [&](const auto& wanted) {
    const Value* found = find_path(part, wanted.first);
    return (found ? *found : null_value) == wanted.second;
  });
}

const Value* select_part(const List& parts, const Map& where) {
  const Value* first = nullptr;
  for (const Value& part : parts) {
    if (!part.is_map() || !matches(part, where)) continue;
    if (!first || id_less(part["id"].string_or(""), (*first)["id"].string_or(""))) first = &part;
  }
  return first;
}

Value part_command(const List& parts, const std::vector<const FieldBinding*>& group,
                   const std::vector<std::pair<const FieldBinding*, Value>>& set) {
  const Map& where = group.front()->where;
  const Value* part = select_part(parts, where);
  Map values;
  bool any = false;
  for (const auto& [field, native] : set) {
    any = any || !native.is_null();
    if (part || !native.is_null()) set_path(values, field->path, native);
  }
  if (!part) {
    if (!any) return {};
    Map created = where;
    for (const auto& [key, value] : values) created.set(key, value);
    return command("create", "", std::move(created));
  }
  const bool keeps = any || std::ranges::any_of(group, [&](const FieldBinding* field) {
                       const bool is_set =
                           std::ranges::any_of(set, [&](const auto& each) { return each.first == field; });
                       const Value* shown = find_path(*part, field->path);
                       return !is_set && shown && !shown->is_null();
                     });
  return command(keeps ? "update" : "delete", (*part)["id"].string_or(""), keeps ? std::move(values) : Map{});
}

}  // namespace syncline
