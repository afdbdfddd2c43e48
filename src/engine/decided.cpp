#include "engine/decided.h"

#include <algorithm>

#include "base/mutant.h"
#include "decide/match.h"
#include "engine/calls.h"
#include "engine/files.h"
#include "engine/linking.h"
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
      "waits for its " + missing->field + ", " + called(reader, missing->link) + ", to exist in " + rule->slot;
}

constexpr std::size_t most_asked = 100;  // about one link

/// The parent is decided again: now that it is needed, its own create rule may admit it.
void provision(Reader& reader, const EntityPolicy& policy, const NewEffect& effect, Instant now,
               std::vector<NewEvent>& events) {
  if (policy.provisioned.empty()) return;
  const auto parent = reader.link(effect.waits_for);
  if (const RecordKey* key = parent ? parent->shadow.any_key() : nullptr)
    events.push_back(hint(*key, EventSource::decision, now));
}

void add_problem(Reader& reader, const EntityPolicy& policy, const NewEffect& effect, Shadow& shadow) {
  const SlotRule* rule = policy.slot(effect.slot);
  const auto missing = rule ? missing_parent(reader, *rule->binding, rule->system, effect.changes) : std::nullopt;
  if (!missing) return;
  const auto parent = reader.link(missing->link);
  const std::string why = parent ? parent->shadow.problem : "";
  const bool is_made = std::ranges::find(policy.provisioned, missing->field) != policy.provisioned.end();
  if (is_made && why.empty()) return;
  shadow.problem += (shadow.problem.empty() ? "" : "; ") + std::string("its ") + missing->field + ", " +
                    called(reader, missing->link) + ", does not exist in " + rule->slot;
  if (!why.empty()) shadow.problem += ": " + why;
}

/// Of a derived link: what is waited for is a problem to those who wait, unless it is being made for it and
/// nothing is in the way.
void tell_what_is_missing(Reader& reader, const EntityPolicy& policy, const Link& link, Plan& plan) {
  const bool derived =
      std::ranges::any_of(policy.slots, [](const SlotRule& slot) { return slot.source == Source::derived; });
  if (!derived || !plan.shadow) return;
  for (const NewEffect& effect : plan.effects) {
    if (effect.state == EffectState::waiting) add_problem(reader, policy, effect, *plan.shadow);
  }
  if (!link.id) return;
  for (const Effect& open : reader.open_effects(link.id)) {
    const bool ended = std::ranges::any_of(plan.outcomes, [&](const EffectOutcome& o) { return o.id == open.id; });
    if (open.state == EffectState::waiting && !ended) add_problem(reader, policy, open, *plan.shadow);
  }
}

}  // namespace

Plan plan_of(Reader& reader, const EngineSetup& setup, const EntityPolicy& policy, const Link& link,
             const Decision& decision, Instant now) {
  Plan plan;
  plan.link = link.id;
  plan.entity = policy.entity->name;
  plan.expected = link.version;
  Link next{link.id, link.entity, link.version, link.merged_into, decision.shadow};
  const bool is_being_made = link.id && is_under_way(reader, link.id, EffectOp::create);
  plan.keys = match_keys(policy, next, is_being_made && !mutant("late-create-linked-anew"));
  plan.shadow = std::move(next.shadow);
  const auto references = reference_keys(policy, *plan.shadow);
  plan.keys->insert(plan.keys->end(), references.begin(), references.end());
  plan.effects = decision.effects;
  std::erase_if(plan.effects, [&](const NewEffect& effect) {
    if (effect.op != EffectOp::create || !create_asked_about(reader, link.id, effect.slot)) return false;
    plan.shadow->problem =
        "not created in " + effect.slot + ": it may have been created there already, and a person is asked";
    return true;
  });
  for (const auto& [effect, why] : decision.superseded) {
    EffectOutcome outcome;
    outcome.id = effect;
    outcome.state = EffectState::superseded;
    outcome.reason = why;
    plan.outcomes.push_back(std::move(outcome));
  }
  std::vector<NewEvent> needed;
  for (NewEffect& effect : plan.effects) {
    wait_for_parent(reader, policy, effect);
    if (effect.state == EffectState::waiting) provision(reader, policy, effect, now, needed);
  }
  tell_what_is_missing(reader, policy, link, plan);
  plan.events = ripples_of(reader, setup, link, *plan.shadow, now);
  plan.events.insert(plan.events.end(), needed.begin(), needed.end());
  const auto looks = file_looks(reader, setup, policy, link.shadow, *plan.shadow, now);
  plan.events.insert(plan.events.end(), looks.begin(), looks.end());
  plan.conflicts = decision.conflicts;
  plan.settled = decision.settled;
  for (const RecordKey& key : decision.to_read) read_again(key, now, plan);
  return plan;
}

std::optional<AskedCreate> create_asked_about(Reader& reader, LinkId link, const Slot& slot) {
  if (!link) return std::nullopt;
  for (const Conflict& each : reader.conflicts(true, link, most_asked)) {
    if (each.kind != ConflictKind::unsettled) continue;
    auto effect = reader.effect(each.effect);
    if (effect && effect->op == EffectOp::create && effect->slot == slot)
      return AskedCreate{each.id, std::move(*effect)};
  }
  return std::nullopt;
}

void read_again(const RecordKey& key, Instant now, Plan& plan) {
  plan.seen.emplace_back(key, Hash128{});
  plan.events.push_back(hint(key, EventSource::reread, now));
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
