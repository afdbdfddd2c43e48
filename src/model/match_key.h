#pragma once
// MatchKey: a value by which records of an entity are found and claimed.

#include <compare>
#include <string>

namespace syncline {

/// A value by which records of an entity are found: ("customer", "tax_id", "DE136695976").
struct MatchKey {
  std::string entity, kind, value;
  bool unique = false;  ///< a new link claims it: refused when any other link has the key already
  friend auto operator<=>(const MatchKey&, const MatchKey&) = default;
  friend bool operator==(const MatchKey&, const MatchKey&) = default;
};

}  // namespace syncline
