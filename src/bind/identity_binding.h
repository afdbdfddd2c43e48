#pragma once
// The binding of a virtual record: its fields are computed, so its native form is the canonical one. Nothing is ever
// written through it.

#include <memory>
#include <string>
#include <vector>

#include "bind/binding.h"

namespace syncline {

/// All fields are read-only. A reference, also one inside parts, is the link's id as an integer, and its binding names
/// no object: there is nothing to resolve. `fields` are names of the entity's fields.
std::shared_ptr<const Binding> make_identity_binding(const Entity&, std::string object,
                                                     const std::vector<std::string>& fields);

}  // namespace syncline
