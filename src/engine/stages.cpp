#include "engine/stages.h"

#include <algorithm>
#include <array>

#include "base/mutant.h"

namespace syncline {
namespace {

constexpr std::array<std::string_view, 4> names{"observe", "shadow", "one-way", "two-way"};

}  // namespace

std::string_view name_of(Stage stage) { return names[static_cast<std::size_t>(stage)]; }

std::optional<Stage> stage_from(std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Stage>(found - names.begin());
}

std::string loaded_key(const std::string& system, const std::string& object) {
  return "loaded/" + system + "/" + object;
}
std::string swept_key(const std::string& system, const std::string& object) { return "swept/" + system + "/" + object; }
std::string stage_key(const std::string& entity) { return "stage/" + entity; }
std::string released_key(const std::string& entity) { return "released/" + entity; }
std::string first_load_end_key(const std::string& entity) { return "first load end/" + entity; }
std::string planned_key(const std::string& entity) { return "planned/" + entity; }

bool is_loaded(Reader& reader, const EntityPolicy& policy) {
  return std::ranges::all_of(policy.slots, [&](const SlotRule& rule) {
    return rule.source != Source::system || reader.setting(loaded_key(rule.system, rule.object)) == "yes";
  });
}

EntityPolicy staged(const EntityPolicy& policy, Reader& reader) {
  EntityPolicy now = policy;
  if (const auto set = reader.setting(stage_key(policy.entity->name))) {
    now.stage = std::min(now.stage, stage_from(*set).value_or(Stage::observe));
  }
  if (!reader.setting(released_key(policy.entity->name)) && !mutant("written-while-loading")) {
    now.loading = now.stage >= Stage::one_way;
    now.stage = Stage::observe;
  }
  return now;
}

}  // namespace syncline
