#pragma once
// The canonical value of a list of parts (the lines of an order): a list of maps by canonical names, in the vendor's
// order. A field that a part shows as empty is null in its map, one that it does not show is left out; so a system that
// does not know a field never clears it elsewhere. A list without parts is an empty field.

#include <optional>
#include <vector>

#include "base/value.h"
#include "bind/field_binding.h"

namespace syncline {

/// Why one part cannot be converted.
struct PartRefusal {
  std::size_t number = 0;               ///< of the part, from 1; 0: the list itself
  const FieldBinding* field = nullptr;  ///< of the part; null: the part as a whole
  Value value;
  Refusal refusal;
};

/// The vendor's form of the list: of each child record that matches `where` what is bound, by path.
List bound_parts(const FieldBinding& list, const List& children);
/// `native`: as bound_parts gives it. Never absent.
Result<FieldValue, PartRefusal> canonical_parts(const FieldBinding& list, const Value& native, const ConvertSettings&);
/// Only the fields that are bound here, each normalised; references stay as they are.
FieldValue normalised_parts(const FieldBinding& list, const FieldValue& v, const ConvertSettings&);

/// The same parts in any order, each compared in the fields that `agreed` says and that are both read and written here.
bool shows_parts(const FieldBinding& list, const FieldValue& shown, const FieldValue& agreed, const ConvertSettings&);
/// One field of a part: equal to the value or to n of it.
bool shows_value(const FieldBinding&, const Value& shown, const Value& agreed, const ConvertSettings&);
/// For each agreed part the index of the one that shows it, each at most once, for as many as can be; else nothing.
std::vector<std::optional<std::size_t>> pair_parts(const FieldBinding& list, const std::vector<const Map*>& shown,
                                                   const std::vector<const Map*>& agreed, const ConvertSettings&);
/// What one child record says; what cannot be read is left out.
Map canonical_part(const FieldBinding& list, const Value& child, const ConvertSettings&);

}  // namespace syncline
