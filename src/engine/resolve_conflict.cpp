#include "engine/resolve_conflict.h"

#include <algorithm>

#include "base/text.h"
#include "decide/sides.h"
#include "engine/decided.h"
#include "engine/relations.h"
#include "engine/stages.h"
#include "engine/stated_value.h"

namespace syncline {
namespace {

constexpr std::size_t most_of_a_class = 10'000;
constexpr int attempts = 20;

Error refusal(ErrorClass cls, std::string code, std::string message, std::string remedy) {
  return {cls, std::move(code), std::move(message), "", std::move(remedy), std::nullopt};
}

std::string number(ConflictId id) { return "conflict " + std::to_string(id.n); }

Error is_about_identity(const Conflict& conflict) {
  return refusal(ErrorClass::validation, "conflict.identity",
                 number(conflict.id) + " asks which records belong together",
                 "syncline decide-match " + std::to_string(conflict.id.n) + " --same ID, or --different");
}

Error has_no_value(const Conflict& conflict) {
  return refusal(ErrorClass::validation, "conflict.no_value", number(conflict.id) + " is not about a value",
                 (conflict.kind == ConflictKind::edit_vs_delete
                      ? "--create-again, --end-others, or, when it is seen to in the systems: syncline resolve "
                      : "do in the systems what it asks for, then close it: syncline resolve ") +
                     std::to_string(conflict.id.n) + " --leave");
}

Error needs_value(const Conflict& conflict) {
  return refusal(ErrorClass::validation, "conflict.needs_value",
                 "the field " + conflict.field + " waits until it is known which value stands",
                 "take a side, state a value, or --take agreed to go back to what was agreed last");
}

Error is_no_deletion(const Conflict& conflict) {
  return refusal(ErrorClass::validation, "conflict.no_deletion", number(conflict.id) + " is not about a deleted record",
                 "`syncline conflicts` shows the command that decides it");
}

Error is_there(const Conflict& conflict) {
  return refusal(ErrorClass::conflict, "conflict.not_gone",
                 text_of(conflict.record) + " is there again, or its link ended",
                 "close it: syncline resolve " + std::to_string(conflict.id.n) + " --leave");
}

Error not_created(const Conflict& conflict, const Decision& decision) {
  return refusal(ErrorClass::validation, "conflict.not_created",
                 "the rules do not create it" + (decision.reason.empty() ? "" : ": " + decision.reason),
                 "mend what they ask for, or make it by hand and close this: syncline resolve " +
                     std::to_string(conflict.id.n) + " --leave");
}

bool is_about_delete(const ConflictChoice& choice) { return choice.create_again || choice.end_others; }

Result<FieldValue, Error> chosen_value(const EntityPolicy& policy, const Link& link, const std::string& field,
                                       const ConflictChoice& choice) {
  if (choice.value) return stated_value(policy, field, *choice.value);
  const FieldValue value = value_of_side(policy, link.shadow, field, choice.take);
  if (value.speaks()) return value;
  return fail(refusal(ErrorClass::validation, "conflict.side", "there is no side \"" + choice.take + "\" of " + field,
                      "sides: " + join(sides_of(policy, link.shadow, field), ", ")));
}

bool is_identity(ConflictKind kind) { return kind == ConflictKind::ambiguous || kind == ConflictKind::similar; }

Result<void, Error> check_choice(const Conflict& conflict, const ConflictChoice& choice) {
  if (is_identity(conflict.kind)) return fail(is_about_identity(conflict));
  if (int(!choice.take.empty()) + int(choice.value.has_value()) + int(choice.leave) + int(choice.create_again) +
          int(choice.end_others) !=
      1) {
    return fail(refusal(ErrorClass::validation, "conflict.choice", "what is to stand is not clear",
                        "take a side, or state a value, or leave everything as it is"));
  }
  if (conflict.kind == ConflictKind::duplicate && !choice.leave) return fail(is_about_identity(conflict));
  if (is_about_delete(choice)) {
    if (conflict.kind != ConflictKind::edit_vs_delete) return fail(is_no_deletion(conflict));
  } else if (conflict.field.empty() && !choice.leave) {
    return fail(has_no_value(conflict));
  }
  return {};
}

std::string what(const ConflictChoice& choice, const FieldValue& value) {
  if (choice.leave) return "left as it is";
  if (choice.create_again) return "created again";
  if (choice.end_others) return "the others end too";
  if (choice.value) return "the value " + text_of(value);
  return choice.take == agreed_side ? "what was agreed" : choice.take + "'s value";
}

Result<Decision, Error> decided(const EntityPolicy& policy, const Link& link, const Conflict& conflict,
                                const ConflictChoice& choice, const Decider& decider, const std::vector<Effect>& open,
                                Instant now, FieldValue& value) {
  const std::string actor = decider.by.empty() ? "a person" : decider.by;
  if (!is_about_delete(choice)) {
    auto chosen = chosen_value(policy, link, conflict.field, choice);
    if (!chosen) return fail(chosen.error());
    value = *chosen;
    return resolve(policy, link, conflict.field, value, actor, open, now, "");
  }
  const Member* gone = link.shadow.member(conflict.record);
  if (!gone || gone->state == RecordState::live) return fail(is_there(conflict));
  const auto what = choice.create_again ? AfterDelete::create_again : AfterDelete::end_others;
  Decision decision = resolve_delete(policy, link, conflict.record, what, actor, open, now, "");
  const bool makes = std::ranges::any_of(decision.effects, [](const NewEffect& e) { return e.op == EffectOp::create; });
  if (choice.create_again && !makes) return fail(not_created(conflict, decision));
  return decision;
}

/// What the choice comes to on the link as it stands, ready to be committed.
Result<std::pair<Resolved, Plan>, Error> worked_out(Reader& reader, const EngineSetup& setup, Instant now,
                                                    const Conflict& conflict, const ConflictChoice& choice,
                                                    const Decider& decider) {
  std::pair<Resolved, Plan> out;
  auto& [resolved, plan] = out;
  resolved.conflict = conflict;
  auto link = reader.link(conflict.link);
  const EntityPolicy* rules = link ? setup.policy(link->entity) : nullptr;
  if (choice.leave) {
    if (link && link->shadow.disputes.contains(conflict.field)) return fail(needs_value(conflict));
  } else if (!rules) {
    return fail(refusal(ErrorClass::conflict, "conflict.not_synced", "the entity of its record is not synced any more",
                        "leave it: syncline resolve " + std::to_string(conflict.id.n) + " --leave"));
  } else {
    const EntityPolicy policy = staged(*rules, reader);
    look_around(reader, setup, policy, *link);
    auto decision =
        decided(policy, *link, conflict, choice, decider, reader.open_effects(link->id), now, resolved.value);
    if (!decision) return fail(decision.error());
    resolved.effects = decision->effects;
    plan = plan_of(reader, setup, policy, *link, *decision, now);
  }
  resolved.how = told(what(choice, resolved.value), decider);
  plan.resolved = {{conflict.id, resolved.how}};
  return out;
}

}  // namespace

std::string told(const std::string& what, const Decider& decider) {
  std::string text = what;
  if (!decider.by.empty()) text += ", by " + decider.by;
  return decider.reason.empty() ? text : text + ": " + decider.reason;
}

Result<Resolved, Error> resolve_conflict(Store& store, const EngineSetup& setup, Instant now, ConflictId id,
                                         const ConflictChoice& choice, const Decider& decider, bool only_plan) {
  for (int attempt = 0; attempt < attempts; ++attempt) {
    const auto reader = store.reader();
    const auto conflict = reader->conflict(id);
    if (!conflict) {
      return fail(refusal(ErrorClass::not_found, "conflict.unknown", "there is no " + number(id),
                          "`syncline conflicts` lists those that are open"));
    }
    if (conflict->closed_at) {
      return fail(refusal(ErrorClass::conflict, "conflict.closed",
                          number(id) + " is closed already: " + conflict->resolution,
                          "`syncline conflicts` lists those that are open"));
    }
    if (auto clear = check_choice(*conflict, choice); !clear) return fail(clear.error());
    auto out = worked_out(*reader, setup, now, *conflict, choice, decider);
    if (!out || only_plan) return out ? Result<Resolved, Error>(std::move(out->first)) : fail(out.error());
    const auto done = store.write([&](Tx& tx) { return tx.commit(out->second).ok(); });
    if (!done) return fail(done.error());
    if (*done) return std::move(out->first);
  }
  return fail(refusal(ErrorClass::conflict, "conflict.moving", "the record of " + number(id) + " changes all the time",
                      "try again; `syncline trace` shows who writes it"));
}

std::vector<ConflictId> conflicts_of(Reader& reader, const ConflictClass& wanted) {
  std::vector<ConflictId> found;
  for (const Conflict& conflict : reader.conflicts(true, {}, most_of_a_class)) {
    if (conflict.field != wanted.field || (wanted.kind && conflict.kind != *wanted.kind)) continue;
    const auto link = reader.link(conflict.link);
    if (link && link->entity == wanted.entity) found.push_back(conflict.id);
  }
  return found;
}

}  // namespace syncline
