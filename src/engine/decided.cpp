#include "engine/decided.h"

#include "decide/match.h"
#include "engine/calls.h"
#include "engine/references.h"
#include "engine/ripples.h"

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

/// The parent is decided again: now that it is needed, its own create rule may admit it.
void provision(Reader& reader, const EntityPolicy& policy, const NewEffect& effect, Instant now,
               std::vector<NewEvent>& events) {
  if (policy.provisioned.empty()) return;
  const auto parent = reader.link(effect.waits_for);
  if (!parent) return;
  for (const Member& member : parent->shadow.members) {
    if (member.key.native.empty() || member.duplicate) continue;
    events.push_back(hint(member.key, EventSource::decision, now));
    return;
  }
}

}  // namespace

Plan plan_of(Reader& reader, const EngineSetup& setup, const EntityPolicy& policy, const Link& link,
             const Decision& decision, Instant now) {
  Plan plan;
  plan.link = link.id;
  plan.entity = policy.entity->name;
  plan.expected = link.version;
  plan.shadow = decision.shadow;
  Link next = link;
  next.shadow = decision.shadow;
  plan.keys = match_keys(policy, next);
  const auto references = reference_keys(policy, next.shadow);
  plan.keys->insert(plan.keys->end(), references.begin(), references.end());
  plan.effects = decision.effects;
  plan.events = ripples_of(reader, setup, link, decision.shadow, now);
  for (NewEffect& effect : plan.effects) {
    wait_for_parent(reader, policy, effect);
    if (effect.state == EffectState::waiting) provision(reader, policy, effect, now, plan.events);
  }
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
