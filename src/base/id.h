#pragma once
// Id<Tag>: an integer id minted by the store, typed so that a link's id is never taken for an event's.

#include <compare>
#include <cstdint>
#include <functional>

namespace syncline {

template <class Tag>
struct Id {
  std::int64_t n = 0;  ///< 0 = none
  explicit operator bool() const { return n != 0; }
  friend auto operator<=>(const Id&, const Id&) = default;
};

}  // namespace syncline

template <class Tag>
struct std::hash<syncline::Id<Tag>> {
  std::size_t operator()(const syncline::Id<Tag>& id) const noexcept { return std::hash<std::int64_t>{}(id.n); }
};
