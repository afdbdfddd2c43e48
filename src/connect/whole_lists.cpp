#include "connect/whole_lists.h"

#include <algorithm>

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

}  // namespace syncline
