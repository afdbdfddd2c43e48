#pragma once
// Due writes in the groups that one call each can carry. Nothing waits for a group to fill: only what is due is here.

#include <functional>
#include <span>
#include <vector>

#include "store/store.h"

namespace syncline {

/// The most records that one call writes; 1 where each needs its own.
using MostTogether = std::function<int(const std::string& object, EffectOp)>;

/// Groups in the order of their first write. What is to be settled, and what somebody waits for, goes alone.
std::vector<std::vector<DueEffect>> due_together(std::span<const DueEffect>, const MostTogether&);

}  // namespace syncline
