#pragma once
// Spot: a value of a manifest together with its place in the file.

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "config/document.h"

namespace syncline {

/// Absent (false) where a path ends early; then its value is null.
struct Spot {
  const Value* value = &null_value;
  const Node* node = nullptr;

  explicit operator bool() const { return node != nullptr; }
  Spot at(std::string_view key) const;
  std::string text(std::string_view key, std::string_view other = "") const { return at(key).value->string_or(other); }
};

template <class Visit>
void each_entry(const Spot& map, Visit visit) {
  if (!map || !map.value->is_map()) return;
  std::size_t i = 0;
  for (const auto& [name, child] : map.value->as_map()) {
    if (i < map.node->children.size()) visit(name, Spot{&child, &map.node->children[i]});
    ++i;
  }
}

template <class Visit>
void each_item(const Spot& list, Visit visit) {
  if (!list || !list.value->is_list()) return;
  for (std::size_t i = 0; i < list.value->as_list().size() && i < list.node->children.size(); ++i)
    visit(Spot{&list.value->as_list()[i], &list.node->children[i]});
}

Duration duration_of(const Spot&, Duration other);
std::vector<std::string> texts_of(const Spot& list);

}  // namespace syncline
