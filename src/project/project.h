#pragma once
// Project: what a project folder says, compiled. Immutable; shared by all who run it. It holds no secret: settings stay
// as they are written until resolve_settings() fills them in.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/diagnostic.h"
#include "config/interpolate.h"
#include "connect/manifest.h"
#include "decide/policy.h"
#include "decide/write_rules.h"
#include "project/mapping_tests.h"

namespace syncline {

/// How one object of one system is watched.
struct PollPlan {
  std::string system, object;
  Duration interval = minutes(5);  ///< between the ends of two passes
  Duration sweep_every = days(1);  ///< a full pass that proves freshness and finds what is gone
};

/// A text of the project in which ${env:…} and ${file:…} may stand, and where it stands.
struct ProjectSetting {
  Value written;
  Place at;
};

struct ProjectSystem {
  std::string name, connector;
  std::shared_ptr<const Manifest> manifest;  ///< with the custom fields that the project binds
  std::map<std::string, ProjectSetting> settings;
  int concurrency = 4;
  std::optional<CallRate> rate = {};  ///< instead of the connector's
  WriteTimes times;                   ///< when writing is allowed
  WriteLimits limits;
  std::vector<std::pair<EffectOp, std::string>> forbidden;  ///< operation, and the entity (empty: any)
  Duration call_timeout = seconds(60);
  std::vector<std::string> allowed_networks;      ///< internal networks that may be called (10.0.0.0/8)
  std::vector<std::string> webhook_objects = {};  ///< whose changes it announces by itself; empty: it sends no webhooks
};

struct ProjectServer {
  std::string address = "127.0.0.1";
  int port = 8080;
  std::string public_url;  ///< under which systems reach us; empty: none
};

/// A question about records of an entity, answered by a system at the moment when it is asked.
struct QueryRule {
  std::shared_ptr<const Entity> entity;  ///< of kind query; the question goes by its name
  std::string of;                        ///< the entity of the records that it is about
  std::string system, object;
  std::shared_ptr<const Binding> binding;
  Duration within, fresh, keep;
};

struct Project {
  std::string name;
  std::string installation;  ///< prefix of the keys stamped at vendors; never changes
  std::string data;          ///< folder of the data, relative to the project's; empty: the caller decides
  ProjectServer server;
  std::vector<ProjectSystem> systems;                         ///< in the order of the file
  std::vector<std::shared_ptr<const EntityPolicy>> entities;  ///< referred ones before those that refer to them
  std::vector<QueryRule> queries;                             ///< by the names of their files
  std::vector<PollPlan> polls;
  std::map<std::pair<std::string, std::string>, WriteRules> write_rules;  ///< by system and object
  std::vector<MappingTest> tests;                                         ///< in the order of the files
  std::string config_id;  ///< hash of every file that counts, built-in ones included and tests left out

  const ProjectSystem* system(std::string_view name) const;
};

/// All findings of all files in one pass (P001 …, and those of config, bind and connect); null when there are errors.
/// Pure: `files` are all that there is, by their path in the folder.
std::shared_ptr<const Project> load_project(const Sources& files, Diagnostics& findings);

/// The settings of a system with ${…} filled in and defaults added, as make_http_port() and WebhookProver take them.
/// Findings name the place and the reference, never a value.
Result<Map, Diagnostics> resolve_settings(const ProjectSystem&, const Resolver&);

}  // namespace syncline
