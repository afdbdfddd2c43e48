#pragma once
// Mutants: bugs planted on purpose, to prove that the simulator finds such bugs. They exist only in the program
// sim_mutants (built with SYNCLINE_MUTANTS); everywhere else mutant() is a constant false and costs nothing.

#include <string>
#include <string_view>

namespace syncline {

#ifdef SYNCLINE_MUTANTS
/// True when this bug was chosen. The name must be in the list in mutant.cpp.
bool mutant(std::string_view name);
bool choose_mutant(std::string_view name);
std::string mutant_names();
#else
constexpr bool mutant(std::string_view) { return false; }
inline bool choose_mutant(std::string_view) { return false; }
inline std::string mutant_names() { return " none (build sim_mutants)"; }
#endif

}  // namespace syncline
