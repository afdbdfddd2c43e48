#pragma once
// Joined: what two places of a manifest say together, with the position of every value.

#include "connect/spot.h"

namespace syncline {

struct Joined {
  Value value = Map{};
  Node node = {};
};

/// Maps are joined key by key, at any depth, what is `own` first; everything else that it says stands instead.
Joined join(const Joined& base, const Spot& own);

}  // namespace syncline
