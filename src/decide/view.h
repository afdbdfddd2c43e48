#pragma once
// view: a link as expressions see it. Used for the link itself, and by the engine for the links around it.

#include "decide/policy.h"
#include "model/shadow.h"

namespace syncline {

/// Every field of the entity by its agreed value (null: none), parts as lists of maps, and `problem`.
Map view_of(const Entity&, const Shadow&);
/// Of a record that does not exist: every field null.
Map hollow_view(const Entity&);

}  // namespace syncline
