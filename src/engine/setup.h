#pragma once
// EngineSetup: all that the engine needs of a project, compiled and immutable. It names no vendor.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "connect/system_port.h"
#include "decide/policy.h"
#include "engine/window.h"

namespace syncline {

/// How one object of one system is watched.
struct PollPlan {
  std::string system, object;
  Duration interval = minutes(5);  ///< between the ends of two passes
  Duration sweep_every = days(1);  ///< a full pass that proves freshness and finds what is gone
};

struct SystemSetup {
  std::shared_ptr<SystemPort> port;
  int concurrency = 8;
  std::vector<Window> windows;  ///< when writing is allowed; empty = always
  Duration call_timeout = seconds(60);
};

struct EngineSetup {
  std::map<std::string, SystemSetup> systems;
  std::vector<std::shared_ptr<const EntityPolicy>> entities;
  std::vector<PollPlan> polls;
  std::string installation;              ///< prefix of the keys stamped at vendors; never changes
  Duration parent_deadline = hours(24);  ///< how long an event waits for a parent's link before it is a dead letter
  std::uint32_t max_attempts = 8;        ///< of one event or effect, before it is a dead letter

  /// The policy whose slot is filled by records of this object; nullptr when it is not synced.
  const EntityPolicy* policy_of(std::string_view system, std::string_view object) const;
  const EntityPolicy* policy(std::string_view entity) const;
};

}  // namespace syncline
