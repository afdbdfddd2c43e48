#include "engine/setup.h"

namespace syncline {

const EntityPolicy* EngineSetup::policy_of(std::string_view system, std::string_view object) const {
  for (const auto& policy : entities) {
    if (policy->slot_of(system, object)) return policy.get();
  }
  return nullptr;
}

const EntityPolicy* EngineSetup::policy(std::string_view entity) const {
  for (const auto& policy : entities) {
    if (policy->entity->name == entity) return policy.get();
  }
  return nullptr;
}

}  // namespace syncline
