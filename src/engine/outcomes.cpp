#include "engine/outcomes.h"

#include <algorithm>
#include <bit>
#include <functional>

#include "base/mutant.h"
#include "decide/reject.h"
#include "decide/unread.h"
#include "engine/calls.h"
#include "engine/commit_decision.h"
#include "engine/decided.h"
#include "engine/stages.h"

namespace syncline {
namespace {

/// How often a wait that began with a second was doubled since then.
std::uint32_t doublings_since(Instant since, Instant now) {
  return static_cast<std::uint32_t>(
      std::bit_width(static_cast<std::uint64_t>(std::max<std::int64_t>(0, (now - since).us / 1'000'000))));
}

void settle(Context& cx, const EffectOutcome& outcome) {
  // Stale: another process has taken over and will settle it.
  commit(cx, [&](Tx& tx) { return tx.settle(outcome, cx.epoch).ok(); });
  cx.new_work();
}

/// What was agreed while it was under way, and could not be planned beside it.
bool has_more_to_write(const Shadow& shadow, const Effect& effect) {
  const auto is_newer = [&](const std::string& field, std::uint32_t version) {
    const auto agreed = shadow.agreed.find(field);
    return agreed != shadow.agreed.end() && agreed->second.version > version;
  };
  const Member* member = shadow.member(effect.key);
  if (!member) {
    return std::ranges::any_of(effect.changes,
                               [&](const auto& entry) { return is_newer(entry.first, entry.second.version); });
  }
  return std::ranges::any_of(member->fields, [&](const auto& entry) {
    const auto carried = effect.changes.find(entry.first);
    const std::uint32_t tried = carried == effect.changes.end() ? 0 : carried->second.version;
    return !entry.second.standing && is_newer(entry.first, std::max(entry.second.confirmed, tried));
  });
}

/// A record has taken the place for which the create was sent, since somebody last looked: there is nothing to ask.
bool has_turned_up(const Effect& effect, const Plan& end, const Shadow& shadow) {
  const bool is_asked = !end.conflicts.empty() && end.conflicts.front().kind == ConflictKind::unsettled;
  const Member* made = shadow.member(effect.slot);
  return is_asked && effect.op == EffectOp::create && made && made->state == RecordState::live &&
         !mutant("asked-although-it-turned-up");
}

/// Ends the effect as `end` says, with what it leaves in its link's shadow, in one commit. An unknown create that has
/// turned up meanwhile is left as it is.
void end_with(Context& cx, const Effect& effect, const Plan& end, const std::function<Shadow(const Shadow&)>& leave) {
  for (int attempt = 0;; ++attempt) {
    const bool give_up = !may_try_again(cx, attempt);  // then the outcome stands by itself
    const auto reader = cx.store.reader();
    const auto now = reader->effect(effect.id);
    if (!now || !is_open(now->state)) return;
    const auto link = reader->link(effect.link);
    const EntityPolicy* rules = link ? cx.setup.policy(link->entity) : nullptr;
    if (link && has_turned_up(effect, end, link->shadow)) return still_unknown(cx, effect, *end.outcomes.front().error);
    Plan plan = end;
    if (rules && !give_up) {
      Decision decision;
      decision.shadow = leave(link->shadow);
      plan = plan_of(*reader, cx.setup, *rules, *link, decision, cx.rt.now());
      plan.outcomes.insert(plan.outcomes.end(), end.outcomes.begin(), end.outcomes.end());
      plan.dead_letters.insert(plan.dead_letters.end(), end.dead_letters.begin(), end.dead_letters.end());
      plan.conflicts.insert(plan.conflicts.end(), end.conflicts.begin(), end.conflicts.end());
      plan.events.insert(plan.events.end(), end.events.begin(), end.events.end());
      const Member* member = link->shadow.member(effect.key);
      if (member && end.outcomes.front().state == EffectState::rejected)
        plan.seen.emplace_back(effect.key, state_hash(member->hash, member->stamp, member->version));
      const RecordKey* any = link->shadow.any_key();
      if (any && has_more_to_write(link->shadow, effect))
        plan.events.push_back(hint(*any, EventSource::decision, cx.rt.now()));
    }
    if (commit(cx, [&](Tx& tx) { return tx.commit(plan).ok(); }) || give_up) break;
  }
  cx.new_work();
}

/// Ends the effect as rejected and parks what it wanted to write.
void park(Context& cx, const Effect& effect, const EffectOutcome& outcome, std::optional<NewDeadLetter> letter,
          std::optional<NewConflict> conflict) {
  Plan end;
  end.outcomes.push_back(outcome);
  if (letter) end.dead_letters.push_back(std::move(*letter));
  if (conflict) end.conflicts.push_back(std::move(*conflict));
  const bool which_is_asked = !end.conflicts.empty() && end.conflicts.front().kind == ConflictKind::ambiguous;
  const bool was_sent = effect.sent_at != Instant{};
  const std::optional<Instant> rejected_at = was_sent ? std::nullopt : std::optional(cx.rt.now());
  end_with(cx, effect, end, [&](const Shadow& shadow) {
    Shadow next = parked(shadow, effect, outcome.error ? outcome.error->message : outcome.reason, rejected_at);
    next.undecided |= which_is_asked;
    return next;
  });
}

}  // namespace

RetryStep next_step(Context& cx, const std::string& system, const Error& error, std::uint32_t charged, Instant since) {
  constexpr Duration longest_of_an_outage = minutes(5);
  const Instant now = cx.rt.now();
  if (!cx.is_down(system)) return next_try(error, charged + 1, cx.setup.max_attempts, now, cx.rt.random());
  RetryStep step = next_try(error, doublings_since(since, now), ~0u, now, cx.rt.random());
  if (!error.retry_after) step.at = std::min(step.at, now + longest_of_an_outage);
  step.counts = false;
  return step;
}

EffectOutcome outcome_of(const Effect& effect, EffectState state, std::string reason) {
  EffectOutcome outcome;
  outcome.id = effect.id;
  outcome.state = state;
  outcome.licensed = true;
  outcome.reason = std::move(reason);
  return outcome;
}

Instant settles_at(Context& cx, const Effect& effect) {
  const ObjectTraits* traits = cx.setup.systems.at(effect.key.system).port->traits(effect.key.object);
  return effect.sent_at + traits->max_execution + traits->read_lag;
}

void applied(Context& cx, const Effect& effect) { settle(cx, outcome_of(effect, EffectState::applied, "")); }

void applied_unread(Context& cx, const Effect& effect, const Error& error) {
  Plan end;
  end.outcomes.push_back(outcome_of(effect, EffectState::applied, "not read back yet: " + describe(error)));
  NewEvent look = hint(effect.key, EventSource::reread, cx.rt.now());
  look.trace = effect.trace;
  look.hops = effect.hops + 1;
  end.events.push_back(std::move(look));
  const Instant now = cx.rt.now();
  end_with(cx, effect, end, [&](const Shadow& shadow) { return acknowledged_unread(shadow, effect, now); });
}

void try_later(Context& cx, const Effect& effect, const Error& error) {
  if (effect.state == EffectState::unknown) {  // what this call was refused says nothing of the one before
    still_unknown(cx, effect, error);
    return;
  }
  const RetryStep next = next_step(cx, effect.key.system, error, effect.attempt, effect.planned_at);
  if (next.give_up) {
    reject(cx, effect, error);
    return;
  }
  EffectOutcome outcome = outcome_of(effect, EffectState::planned, describe(error));
  outcome.error = error;
  outcome.due_at = next.at;
  outcome.attempt = next.counts;
  settle(cx, outcome);
}

void unknown(Context& cx, const Effect& effect, const Error& error) {
  if (mutant("unknown-taken-for-done")) return applied(cx, effect);
  if (mutant("unknown-retried") || (mutant("hop-resent") && effect.op == EffectOp::transition)) {
    try_later(cx, effect, error);
    return;
  }
  EffectOutcome outcome = outcome_of(effect, EffectState::unknown, "it may have happened: " + describe(error));
  outcome.error = error;
  const Instant now = cx.rt.now();
  const RetryStep next = next_try(error, effect.attempt + 1, ~0u, now, cx.rt.random());
  Effect given_up = effect;
  given_up.sent_at = now;
  outcome.due_at = std::max(next.at, std::min(settles_at(cx, given_up), now + minutes(1)));
  settle(cx, outcome);
}

void still_unknown(Context& cx, const Effect& effect, const Error& error) {
  EffectOutcome outcome = outcome_of(effect, EffectState::unknown, "it may have happened: " + describe(error));
  outcome.error = error;
  outcome.attempt = false;
  outcome.native = effect.key.native;
  const Instant now = cx.rt.now();
  outcome.due_at = next_try(error, doublings_since(effect.sent_at, now), ~0u, now, cx.rt.random()).at;
  settle(cx, outcome);
}

namespace {

/// A create or update that did not happen, and that nobody wants any more: its customer has ended since, or its fields
/// wait for a person. False: it is wanted.
bool take_back_unwanted(Context& cx, const Effect& effect) {
  for (int attempt = 0; may_try_again(cx, attempt); ++attempt) {
    const auto reader = cx.store.reader();
    const auto link = reader->link(effect.link);
    const EntityPolicy* rules = link ? cx.setup.policy(link->entity) : nullptr;
    const bool is_update = effect.op == EffectOp::update && !mutant("unwanted-update-resent");
    if (!rules || (effect.op != EffectOp::create && !is_update)) return false;
    const EntityPolicy policy = staged(*rules, *reader);
    std::vector<Effect> open = reader->open_effects(link->id);
    for (Effect& each : open) {
      if (each.id == effect.id) each.state = EffectState::planned;
    }
    const Instant now = cx.rt.now();
    const Decision decision = replan(policy, *link, open, now, effect.trace);
    const bool is_wanted =
        std::ranges::none_of(decision.superseded, [&](const auto& each) { return each.first == effect.id; }) ||
        std::ranges::any_of(decision.effects, [&](const NewEffect& each) { return each.slot == effect.slot; });
    if (is_wanted) return false;
    Plan plan = plan_of(*reader, cx.setup, policy, *link, decision, now);
    std::ranges::find(plan.outcomes, effect.id, &EffectOutcome::id)->licensed = true;
    if (const RecordKey* any = link->shadow.any_key())
      plan.events.push_back(hint(*any, EventSource::decision, now));  // its keys are those of what is there
    if (commit_decision(cx, *reader, std::move(plan))) return true;
  }
  return false;
}

}  // namespace

void not_applied(Context& cx, const Effect& effect) {
  const Error error{ErrorClass::transient, "effect.not_applied", "the write did not happen", text_of(effect.key), "",
                    std::nullopt};
  if (effect.attempt >= cx.setup.max_attempts) {
    reject(cx, effect, error);
    return;
  }
  if (take_back_unwanted(cx, effect)) return;
  EffectOutcome outcome = outcome_of(effect, EffectState::planned, describe(error));
  outcome.error = error;
  outcome.attempt = false;
  settle(cx, outcome);
}

void put_back(Context& cx, const Effect& effect, std::string why) {
  EffectOutcome outcome = outcome_of(effect, EffectState::planned, std::move(why));
  outcome.attempt = false;
  settle(cx, outcome);
}

void reject(Context& cx, const Effect& effect, const Error& error) {
  EffectOutcome outcome = outcome_of(effect, EffectState::rejected, describe(error));
  outcome.error = error;
  park(cx, effect, outcome, NewDeadLetter{{}, effect.id, effect.key, error}, std::nullopt);
}

void refuse_unsent(Context& cx, const Effect& effect, const Error& error) {
  EffectOutcome outcome = outcome_of(effect, EffectState::rejected, describe(error));
  outcome.error = error;
  outcome.licensed = false;
  park(cx, effect, outcome, NewDeadLetter{{}, effect.id, effect.key, error}, std::nullopt);
}

Error forbidden(const Effect& effect, const std::string& rule) {
  return {ErrorClass::config,
          "effect.forbidden",
          "refused by " + rule,
          text_of(effect.key),
          "do it by hand where it is right, or take it out of the list",
          std::nullopt};
}

void unsettled(Context& cx, const Effect& effect, const Error& error) {
  EffectOutcome outcome = outcome_of(effect, EffectState::rejected, "unknown outcome, for review: " + describe(error));
  outcome.error = error;
  NewConflict conflict;
  conflict.kind = ConflictKind::unsettled;
  conflict.link = effect.link;
  conflict.record = effect.key;
  conflict.effect = effect.id;
  conflict.message = "Nothing can tell whether this " + std::string(name_of(effect.op)) + " happened: " + error.message;
  park(cx, effect, outcome, std::nullopt, conflict);
}

void made_elsewhere(Context& cx, const Effect& effect, const RecordKey& made, LinkId other) {
  NewConflict conflict;
  conflict.kind = ConflictKind::ambiguous;
  conflict.link = effect.link;
  conflict.record = made;
  conflict.effect = effect.id;
  conflict.message = "What was to be made is " + text_of(made) +
                     ", says the system, and that is known as link:" + std::to_string(other.n) +
                     " already: decide whether it is the same";
  conflict.sides.emplace_back(text_of(made), FieldValue::of(Map{{"link", other.n}, {"by", "our key"}}));
  park(cx, effect, outcome_of(effect, EffectState::rejected, conflict.message), std::nullopt, conflict);
}

void undecided(Context& cx, const Effect& effect, const Error& error) {
  unknown(cx, effect, error);
  if (effect.attempt + 1 != cx.setup.max_attempts) return;
  commit(cx, [&](Tx& tx) { tx.dead_letter({{}, effect.id, effect.key, error}); });
}

void overtaken(Context& cx, const Effect& effect, const std::string& why) {
  const auto link = effect.key.native.empty() ? cx.store.reader()->link(effect.link) : std::nullopt;
  const RecordKey* any = link ? link->shadow.any_key() : nullptr;
  Plan plan;
  plan.outcomes.push_back(outcome_of(effect, EffectState::superseded, why));
  if (!effect.key.native.empty()) {
    plan.events.push_back(hint(effect.key, EventSource::reread, cx.rt.now()));
  } else if (any) {
    plan.events.push_back(hint(*any, EventSource::decision, cx.rt.now()));
  }
  commit(cx, [&](Tx& tx) { return tx.commit(plan).ok(); });
  cx.new_work();
}

}  // namespace syncline
