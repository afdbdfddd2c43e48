#pragma once
// view: a link as expressions see it. Used for the link itself, and by the engine for the links around it.

#include "decide/policy.h"
#include "model/shadow.h"

namespace syncline {

/// Every field of the entity by its agreed value (null: none), parts as lists of maps, and `problem`.
Map view_of(const Entity&, const Shadow&);
/// Adds names. Where both have a map, its entries are added: `deals` stands beside the fields, `crm.deals` among what
/// crm shows.
void add_names(Map& names, const Map& more);
/// What an expression sees of a link: its view, the same by the entity's name, and what it is related to.
Map names_around(const Entity&, const Shadow&, const Map& related);
/// Of a record that does not exist: every field null.
Map hollow_view(const Entity&);

}  // namespace syncline
