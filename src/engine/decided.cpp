#include "engine/decided.h"

#include "decide/match.h"
#include "engine/references.h"

namespace syncline {
namespace {

/// A write that names a parent the target does not know waits for it; it is released when that link gains a member.
void wait_for_parent(Reader& reader, const EntityPolicy& policy, NewEffect& effect) {
  const SlotRule* rule = policy.slot(effect.slot);
  if (!rule) return;
  const auto missing = missing_parent(reader, *rule->binding, rule->system, effect.changes);
  if (!missing) return;
  effect.state = EffectState::waiting;
  effect.waits_for = missing->link;
  effect.reason =
      "waits for " + missing->field + " (link " + std::to_string(missing->link.n) + ") to exist in " + rule->slot;
}

}  // namespace

Plan plan_of(Reader& reader, const EntityPolicy& policy, const Link& link, const Decision& decision) {
  Plan plan;
  plan.link = link.id;
  plan.entity = policy.entity->name;
  plan.expected = link.version;
  plan.shadow = decision.shadow;
  Link next = link;
  next.shadow = decision.shadow;
  plan.keys = match_keys(policy, next);
  plan.effects = decision.effects;
  for (NewEffect& effect : plan.effects) wait_for_parent(reader, policy, effect);
  for (const auto& [effect, why] : decision.superseded) {
    EffectOutcome outcome;
    outcome.id = effect;
    outcome.state = EffectState::superseded;
    outcome.reason = why;
    plan.outcomes.push_back(std::move(outcome));
  }
  plan.conflicts = decision.conflicts;
  plan.settled = decision.settled;
  return plan;
}

std::string story_of(const Decision& decision) {
  std::string story = decision.reason;
  for (const FieldStep& step : decision.steps) {
    if (!story.empty()) story += "; ";
    story += step.field + ": " + step.rule;
  }
  return story;
}

}  // namespace syncline
