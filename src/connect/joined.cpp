#include "connect/joined.h"

namespace syncline {

Joined join(const Joined& base, const Spot& own) {
  if (!base.value.is_map() || !own.value->is_map()) return {*own.value, *own.node};
  const Spot below{&base.value, &base.node};
  Map map;
  Node node = *own.node;
  node.children.clear();
  each_entry(own, [&](const std::string& key, const Spot& each) {
    const Spot other = below.at(key);
    Joined both = other ? join({*other.value, *other.node}, each) : Joined{*each.value, *each.node};
    map.append(key, std::move(both.value));
    node.children.push_back(std::move(both.node));
  });
  each_entry(below, [&](const std::string& key, const Spot& each) {
    if (map.contains(key)) return;
    map.append(key, *each.value);
    node.children.push_back(*each.node);
  });
  return {std::move(map), std::move(node)};
}

}  // namespace syncline
