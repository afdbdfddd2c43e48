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

EngineSetup engine_setup(const Project& project, const std::map<std::string, std::shared_ptr<SystemPort>>& ports) {
  EngineSetup setup;
  setup.installation = project.installation;
  setup.polls = project.polls;
  for (const ProjectSystem& system : project.systems) {
    SystemSetup& one = setup.systems[system.name];
    one.port = ports.at(system.name);
    one.concurrency = system.concurrency;
    one.windows = system.windows;
    one.call_timeout = system.call_timeout;
  }
  for (const auto& policy : project.entities) {
    EntityPolicy copy = *policy;
    for (SlotRule& slot : copy.slots) {
      if (slot.source != Source::system) continue;
      const ObjectTraits* traits = ports.at(slot.system)->traits(slot.object);
      if (!traits) continue;
      slot.state_field = traits->state_field;
      slot.hops = traits->hops;
      slot.uses_version = traits->precondition != Precondition::read;
      slot.read_lag = traits->read_lag;
      slot.stamp_resolution = traits->stamp_resolution;
    }
    setup.entities.push_back(std::make_shared<const EntityPolicy>(std::move(copy)));
  }
  return setup;
}

}  // namespace syncline
