#include "connect/spot.h"

namespace syncline {

Spot Spot::at(std::string_view key) const {
  if (!node || !value->is_map()) return {};
  std::size_t i = 0;
  for (const auto& [name, child] : value->as_map()) {
    if (name == key && i < node->children.size()) return {&child, &node->children[i]};
    ++i;
  }
  return {};
}

Duration duration_of(const Spot& spot, Duration other) {
  return spot ? parse_duration(spot.value->string_or("")).value_or(other) : other;
}

std::vector<std::string> texts_of(const Spot& list) {
  std::vector<std::string> out;
  each_item(list, [&](const Spot& item) { out.push_back(item.value->string_or("")); });
  return out;
}

}  // namespace syncline
