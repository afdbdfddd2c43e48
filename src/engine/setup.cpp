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

const WriteRules& EngineSetup::rules_of(const std::string& system, const std::string& object) const {
  static const WriteRules defaults;
  const auto found = write_rules.find({system, object});
  return found == write_rules.end() ? defaults : found->second;
}

std::string EngineSetup::forbids(const NewEffect& effect) const {
  const EffectOp op = seen_as(effect.op, effect.changes);
  const EntityPolicy* policy = policy_of(effect.key.system, effect.key.object);
  if (!policy || !rules_of(effect.key.system, effect.key.object).forbidden.contains(op)) return "";
  return "forbid: " + std::string(name_of(op)) + " " + policy->entity->name + " in " + effect.key.system;
}

EngineSetup engine_setup(const Project& project, const std::map<std::string, std::shared_ptr<SystemPort>>& ports) {
  EngineSetup setup;
  setup.installation = project.installation;
  setup.polls = project.polls;
  setup.queries = project.queries;
  setup.write_rules = project.write_rules;
  for (const ProjectSystem& system : project.systems) {
    SystemSetup& one = setup.systems[system.name];
    one.port = ports.at(system.name);
    one.concurrency = system.concurrency;
    one.times = system.times;
    one.call_timeout = system.call_timeout;
    if (project.server.public_url.empty()) continue;
    one.hook_url = project.server.public_url + "/hooks/" + system.name;
    one.hooked_objects = system.webhook_objects;
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
