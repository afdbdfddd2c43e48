#pragma once
// Mutants: bugs planted on purpose, to prove that the simulator finds such bugs. They exist only in the program
// sim_mutants (built with SYNCLINE_MUTANTS); everywhere else mutant() is a constant false and costs nothing.

#include <cstdint>
#include <span>
#include <string_view>

namespace syncline {

struct PlantedBug {
  std::string_view name;
  std::string_view place;  ///< below src/
  std::string_view what;
  std::uint64_t from;  ///< a seed from which it is soon found
};

#ifdef SYNCLINE_MUTANTS
/// True when this bug was chosen. The name must be in mutants.inc.
bool mutant(std::string_view name);
bool choose_mutant(std::string_view name);
std::span<const PlantedBug> planted_bugs();
#else
constexpr bool mutant(std::string_view) { return false; }
inline bool choose_mutant(std::string_view) { return false; }
inline std::span<const PlantedBug> planted_bugs() { return {}; }
#endif

}  // namespace syncline
