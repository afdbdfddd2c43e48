#pragma once
// guards: the project's conditions (skip, create when) over canonical names. Private to decide/.

#include <optional>
#include <string>

#include "decide/frame.h"

namespace syncline {

/// What an expression sees of a link: `name` = agreed, `crm.name` = what that member shows, `members.erp.name` the same
/// by slot. A slot without a member is there with null fields. `fresh` replaces what its slot shows. The link itself is
/// there by its entity's name, too, and what `link` is related to by the names of the relations.
Map names_of(const EntityPolicy&, const Link& link, const Shadow&, const Observation* fresh);

struct Answer {
  bool yes = false;
  std::string error;  ///< it could not be told; `yes` is then meaningless
};
Answer ask_guard(const expr::Program&, const Map& names);

/// Is the link to be paused? A guard that cannot be evaluated pauses: not writing is the safe side.
std::optional<std::string> why_paused(const EntityPolicy&, const Link&, const Shadow&, const Observation* fresh);

}  // namespace syncline
