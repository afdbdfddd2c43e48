#pragma once
// Ripples: what a change of one link sets off at others: links that are derived from it, fields that are computed from
// it, conditions that look at it.

#include <set>
#include <string>
#include <vector>

#include "engine/relations.h"

namespace syncline {

/// One look of a policy at an entity: from which links it is seen, and which fields matter.
struct Use {
  enum class Kind : std::uint8_t { condition, reflection, derivation } kind = Kind::condition;
  std::string owner;                ///< the entity whose links look
  std::string target;               ///< of a derivation: the entity that is made
  std::vector<RelationStep> steps;  ///< from the owner to the entity that is looked at
  std::set<std::string> fields;     ///< of that entity
};
/// By the entity that is looked at.
using Uses = std::map<std::string, std::vector<Use>>;
Uses uses_of(const EngineSetup&);

/// The events that must be stored together with the change. A link that is being made is "{link}" in their keys.
std::vector<NewEvent> ripples_of(Reader&, const EngineSetup&, const Link& before, const Shadow& after, Instant now);

}  // namespace syncline
