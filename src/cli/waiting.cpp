#include "cli/waiting.h"

#include <algorithm>

#include "engine/setup.h"

namespace syncline::cli {

std::optional<Instant> deadline_of(Reader& reader, const Effect& effect) {
  if (effect.state != EffectState::waiting) return std::nullopt;
  std::optional<Instant> until;
  if (effect.waits_for) until = effect.planned_at + EngineSetup().parent_deadline;
  const auto hold = effect.held ? reader.hold(effect.hold) : std::nullopt;
  if (hold && (!until || hold->ends_at < *until)) until = hold->ends_at;
  return until;
}

bool covers(const Stop& stop, const Link& link) {
  if (stop.link) return stop.link == link.id;
  if (!stop.entity.empty()) return stop.entity == link.entity;
  return stop.system.empty() || std::ranges::any_of(link.shadow.members, [&](const Member& member) {
           return member.key.system == stop.system;
         });
}

}  // namespace syncline::cli
