#include "connect/whole_lists.h"

#include <algorithm>
#include <utility>

namespace syncline {
namespace {

Map item(Value id, Map set) {
  set.erase("id");
  return Map{{"id", std::move(id)}, {"set", std::move(set)}};
}

List whole(const Value& current, const Value& commands) {
  List kept = current.is_list() ? current.as_list() : List{};
  List made;
  for (const Value& command : commands.as_list()) {
    const std::string op = command["op"].string_or("");
    const Map set = command["set"].is_map() ? command["set"].as_map() : Map{};
    if (op == "create") {
      made.emplace_back(item("", set));
      continue;
    }
    const auto at = std::ranges::find_if(kept, [&](const Value& each) { return each["id"] == command["id"]; });
    if (at == kept.end()) continue;  // gone already
    if (op == "delete") {
      kept.erase(at);
    } else {
      for (const auto& [name, value] : set) at->as_map().set(name, value);
    }
  }
  List out;
  for (const Value& each : kept) out.emplace_back(item(each["id"], each.as_map()));
  out.insert(out.end(), made.begin(), made.end());
  return out;
}

/// New items stand behind those that have an id.
List plain(const List& items) {
  List out;
  std::int64_t last = 0;
  for (const Value& each : items) {
    const auto known = Decimal::parse(each["id"].string_or(""));
    last = known ? std::max(last, known->to_int64().value_or(0)) : last + 1;
    Map child{{"id", known ? each["id"] : Value(std::to_string(last))}};
    for (const auto& [name, value] : each["set"].as_map()) child.append(name, value);
    out.emplace_back(std::move(child));
  }
  return out;
}

}  // namespace

bool has_part_commands(const ObjectSpec& object, const Map& content) {
  return std::ranges::any_of(content, [&](const auto& entry) {
    const ValueSpec* spec = object.field(entry.first);
    return spec && !spec->part.empty() && entry.second["$parts"].is_list();
  });
}

Map with_whole_lists(const ObjectSpec& object, Map content, const Value& current) {
  for (auto& [name, value] : content) {
    const ValueSpec* spec = object.field(name);
    if (!spec || spec->part.empty() || !value["$parts"].is_list()) continue;
    value = Map{{"$whole", whole(current[name], value["$parts"])}};
  }
  return content;
}

Map with_plain_lists(const ObjectSpec& object, Map content, const Value& current) {
  content = with_whole_lists(object, std::move(content), current);
  for (auto& entry : content) {
    const Value& items = std::as_const(entry.second)["$whole"];
    if (items.is_list()) entry.second = plain(items.as_list());
  }
  return content;
}

}  // namespace syncline
