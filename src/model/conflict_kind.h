#pragma once
// ConflictKind: what a person must decide about.

#include <cstdint>
#include <optional>
#include <string_view>

namespace syncline {

enum class ConflictKind : std::uint8_t {
  concurrent,    ///< several values for one field
  foreign_edit,  ///< edited where it may not be, policy `review`
  standing,      ///< different at first contact, policy `review`
  ambiguous,     ///< several records match
  similar,       ///< one record matches only approximately
  duplicate,     ///< a surplus record for a filled slot
  loop,          ///< a field that swings between two writers
  check,         ///< a computed field differs beyond tolerance
  edit_vs_delete,
  unsettled,  ///< an unknown outcome that nothing can answer
};
std::string_view name_of(ConflictKind);
std::optional<ConflictKind> conflict_kind_from(std::string_view);

}  // namespace syncline
