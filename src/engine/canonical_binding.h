#pragma once
// A binding whose records are written by canonical names already: rules without a vendor's form.

#include <memory>

#include "bind/binding.h"

namespace syncline {

/// Has the fields of `real` and loses what it loses. Null is empty, a name that is missing is absent.
std::shared_ptr<const Binding> canonical_binding(std::shared_ptr<const Binding> real, std::shared_ptr<const Entity>);

}  // namespace syncline
