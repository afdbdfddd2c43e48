#pragma once
// EngineSetup: all that the engine needs of a project, compiled and immutable. It names no vendor.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "connect/system_port.h"
#include "project/project.h"

namespace syncline {

class Spool;

struct SystemSetup {
  std::shared_ptr<SystemPort> port;
  int concurrency = 8;
  WriteTimes times;  ///< when writing is allowed
  Duration call_timeout = seconds(60);
  std::string hook_url = {};                     ///< where it is to announce changes; empty: nowhere
  std::vector<std::string> hooked_objects = {};  ///< of these
};

struct EngineSetup {
  std::map<std::string, SystemSetup> systems;
  std::vector<std::shared_ptr<const EntityPolicy>> entities;
  std::vector<PollPlan> polls;
  std::vector<QueryRule> queries;
  std::map<std::pair<std::string, std::string>, WriteRules> write_rules;  ///< by system and object; missing: defaults
  std::string installation;              ///< prefix of the keys stamped at vendors; never changes
  Duration parent_deadline = hours(24);  ///< how long an event waits for a parent's link before it is a dead letter
  std::shared_ptr<const std::map<std::string, std::vector<struct Use>>> uses;  ///< by the engine itself, see ripples.h
  std::shared_ptr<Spool> spool;    ///< for files on their way; null: none travel
  std::uint32_t max_attempts = 8;  ///< of one event or effect, before it is a dead letter
  std::uint32_t max_deaths = 50;   ///< of processes while they were at one effect, before a person must look

  /// The policy whose slot is filled by records of this object; nullptr when it is not synced.
  const EntityPolicy* policy_of(std::string_view system, std::string_view object) const;
  const EntityPolicy* policy(std::string_view entity) const;
  const WriteRules& rules_of(const std::string& system, const std::string& object) const;
  /// The rule that forbids this write, as the project says it: "forbid: deactivate customer in erp". Empty: it may be.
  std::string forbids(const NewEffect&) const;
};

/// What a project asks for, on the systems that `ports` reach: one for each of its systems. What the manifests say of
/// objects (preconditions, lag, resolution of stamps) comes in here.
EngineSetup engine_setup(const Project&, const std::map<std::string, std::shared_ptr<SystemPort>>& ports);

}  // namespace syncline
