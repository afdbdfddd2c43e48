#pragma once
// Hop: one change of status that is a call of its own.

#include <string>

namespace syncline {

/// A change of status that is a call of its own (confirm, post). The states are the vendor's.
struct Hop {
  std::string from, to;
  bool irreversible = false;
  friend bool operator==(const Hop&, const Hop&) = default;
};

}  // namespace syncline
