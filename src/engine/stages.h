#pragma once
// Stages: how far an entity's rollout has come. Until every object of an entity was read once, nothing is written:
// else a record that was read first would be created where it exists already.

#include <string>

#include "decide/policy.h"
#include "store/store.h"

namespace syncline {

std::string loaded_key(const std::string& system, const std::string& object);  ///< setting: "yes" after the first sweep
std::string swept_key(const std::string& system,
                      const std::string& object);  ///< setting: µs since 1970 of the last sweep
std::string stage_key(const std::string& entity);  ///< setting: name of a Stage
/// Setting, made when every object is loaded and what was loaded is decided: the last link that was replanned, or
/// "all".
std::string released_key(const std::string& entity);
/// Setting: µs since 1970 when that became "all": what was planned by then is of the first load, whenever it is judged.
std::string first_load_end_key(const std::string& entity);
std::string planned_key(const std::string& entity);  ///< setting: the Stage that every link was last replanned for

bool is_loaded(Reader&, const EntityPolicy&);

/// The policy with the stage that holds now: the lower of the project's and the operator's, `observe` until the
/// entity is released.
EntityPolicy staged(const EntityPolicy&, Reader&);

std::string_view name_of(Stage);
std::optional<Stage> stage_from(std::string_view);

}  // namespace syncline
