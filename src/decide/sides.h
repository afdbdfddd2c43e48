#pragma once
// Sides: what stands against what in a field that waits for a person.

#include <vector>

#include "decide/policy.h"
#include "model/shadow.h"

namespace syncline {

/// The name of the side that is what was agreed last, whoever said it.
inline const std::string agreed_side = "agreed";

/// The value for which a side stands now: "agreed", or a slot whose record shows it. The slot from which the agreed
/// value comes stands for the whole of it, even where its record can show a part only. Absent: there is no such side.
FieldValue value_of_side(const EntityPolicy&, const Shadow&, const std::string& field, const std::string& side);

/// "agreed" and the slots that show the field.
std::vector<std::string> sides_of(const EntityPolicy&, const Shadow&, const std::string& field);

}  // namespace syncline
