#pragma once
// Only: what happens of all that the seed of a history would have. Everything by default; a shorter list makes a
// history smaller, which is how one that breaks is told in few steps.

#include <set>
#include <string>
#include <vector>

namespace syncline::sim {

/// Of the history that is lived next. Empty: everything happens.
void only(std::set<std::string> what);
/// The next thing of this kind: does it happen? It is known by the kind and its number, "edit in crm 3", whether it
/// happens or not.
bool happens(const std::string& kind);
/// What did, since only() was called, in its order.
const std::vector<std::string>& what_happened();

}  // namespace syncline::sim
