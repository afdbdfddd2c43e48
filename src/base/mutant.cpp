#include "base/mutant.h"

#ifdef SYNCLINE_MUTANTS

#include <algorithm>

namespace syncline {
namespace {

constexpr PlantedBug bugs[] = {
#include "base/mutants.inc"
};
std::string_view chosen;

}  // namespace

bool mutant(std::string_view name) { return !chosen.empty() && chosen == name; }

bool choose_mutant(std::string_view name) {
  const auto* found = std::ranges::find(bugs, name, &PlantedBug::name);
  if (found == std::end(bugs)) return false;
  chosen = found->name;
  return true;
}

std::span<const PlantedBug> planted_bugs() { return bugs; }

}  // namespace syncline

#endif
