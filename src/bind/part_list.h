#pragma once
// Part lists: child records (addresses, phone numbers) that carry fields of their root. Fields with the same list and
// the same `where` share one part: the one with the lowest id that matches.

#include <string_view>
#include <utility>
#include <vector>

#include "base/value.h"
#include "bind/field_binding.h"

namespace syncline {

/// The value at "a.b" of maps, or null when the path ends early: unlike Value::path, a null value is told from none.
const Value* find_path(const Value& content, std::string_view dotted);
/// Makes the maps on the way.
void set_path(Map& content, std::string_view dotted, Value value);

/// Whether a child record has the values of `where`.
bool matches(const Value& part, const Map& where);
/// Null when none matches. Ids count as numbers where they are.
const Value* select_part(const List& parts, const Map& where);

/// What a write does to the part of one group of fields: {op: create|update|delete, …}; null: nothing.
/// `group`: every bound field of the part; `set`: what is to be written, in the vendor's form, null = clear.
/// A part in which no bound field keeps a value is deleted.
Value part_command(const List& parts, const std::vector<const FieldBinding*>& group,
                   const std::vector<std::pair<const FieldBinding*, Value>>& set);

}  // namespace syncline
