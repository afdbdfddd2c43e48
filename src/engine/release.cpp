#include "engine/release.h"

#include <algorithm>

#include "decide/decide.h"
#include "engine/calls.h"
#include "engine/decided.h"
#include "engine/references.h"
#include "engine/relations.h"
#include "engine/stages.h"

namespace syncline {
namespace {

constexpr std::size_t most_queued = 1000;  // more than that is not settled, whatever it is

bool is_of(const EntityPolicy& policy, const Event& event) {
  return policy.slot_of(event.key.system, event.key.object) != nullptr;
}

/// It waited for its parent, which is there by now: soon it is decided.
bool waits_no_longer(Context& cx, Reader& reader, const EntityPolicy& policy, const Event& event) {
  if (!event.record) return false;
  const SlotRule& rule = *policy.slot_of(event.key.system, event.key.object);
  auto reading = rule.binding->read(*event.record, cx.rt.now());
  return reading && resolve_references(reader, *rule.binding, rule.system, *reading).empty();
}

/// Backfilled records that are not decided yet could match what would be created: they are decided first. What comes in
/// later is live, and never ends.
bool is_settled(Context& cx, Reader& reader, const EntityPolicy& policy) {
  for (const EventState state : {EventState::queued, EventState::held}) {
    const auto open = reader.events(state, nullptr, {}, most_queued);
    if (open.size() == most_queued) return false;
    for (const Event& event : open) {
      if (event.source != EventSource::backfill || !is_of(policy, event)) continue;
      if (state == EventState::queued || waits_no_longer(cx, reader, policy, event)) return false;
    }
  }
  return true;
}

/// An entity that others refer to is matched first: else a child whose parent comes a moment later is not found.
bool parents_are_settled(Context& cx, Reader& reader, const EntityPolicy& policy) {
  return std::ranges::all_of(policy.fields, [&](const FieldRule& rule) {
    const FieldSpec* field = policy.entity->field(rule.field);
    if (!field || field->type != FieldType::reference || field->refers_to == policy.entity->name) return true;
    const EntityPolicy* parent = cx.setup.policy(field->refers_to);
    return !parent || (is_loaded(reader, *parent) && is_settled(cx, reader, *parent));
  });
}

bool is_ready(Context& cx, Reader& reader, const EntityPolicy& policy) {
  return is_loaded(reader, policy) && parents_are_settled(cx, reader, policy) && is_settled(cx, reader, policy);
}

/// What it means to decide a link again as it stands. None: nothing, or it is a redirect.
std::optional<Plan> replanned(Context& cx, Reader& reader, const EntityPolicy& policy, LinkId id) {
  auto link = reader.link(id);
  if (!link || link->id != id) return std::nullopt;
  look_around(reader, cx.setup, policy, *link);
  const Decision decision = replan(policy, *link, reader.open_effects(id), cx.rt.now(), "");
  if (decision.effects.empty() && decision.superseded.empty() && decision.conflicts.empty() && decision.steps.empty())
    return std::nullopt;
  return plan_of(reader, cx.setup, policy, *link, decision, cx.rt.now());
}

/// All in one commit: a first load has as many links as records. Those that moved meanwhile follow one by one.
void replan_links(Context& cx, const EntityPolicy& rules, const std::vector<LinkId>& links) {
  std::vector<Plan> plans;
  {
    const auto reader = cx.store.reader();
    const EntityPolicy policy = staged(rules, *reader);
    for (const LinkId link : links) {
      if (auto plan = replanned(cx, *reader, policy, link)) plans.push_back(std::move(*plan));
    }
  }
  if (plans.empty()) return;
  const auto overtaken = commit(cx, [&](Tx& tx) {
    std::vector<LinkId> moved;
    for (const Plan& plan : plans) {
      if (!tx.commit(plan).ok()) moved.push_back(plan.link);
    }
    return moved;
  });
  cx.new_work();
  for (const LinkId link : overtaken) replan_link(cx, rules, link);
}

void release(Context& cx, const EntityPolicy& policy) {
  const std::string key = released_key(policy.entity->name);
  if (!cx.store.reader()->setting(key)) commit(cx, [&](Tx& tx) { tx.set_setting(key, "0"); });
  const Stage stage = staged(policy, *cx.store.reader()).stage;
  for (;;) {
    const auto reader = cx.store.reader();
    const std::string done = reader->setting(key).value_or("0");
    if (done == "all") return;
    const LinkId after{std::strtoll(done.c_str(), nullptr, 10)};
    const auto links = reader->links({policy.entity->name, ""}, after, 100);
    replan_links(cx, policy, links);
    cx.rt.yield();
    const std::string next = links.empty() ? "all" : std::to_string(links.back().n);
    commit(cx, [&](Tx& tx) {
      tx.set_setting(key, next);
      if (!links.empty()) return;
      tx.set_setting(planned_key(policy.entity->name), name_of(stage));
      tx.set_setting(first_load_end_key(policy.entity->name), std::to_string(tx.now().us));
    });
    cx.rt.point("release.checkpoint");
  }
}

/// A stage that was raised, by the project or by an operator, lets more be written: every link is replanned once more.
void follow_stage(Context& cx, Reader& reader, const EntityPolicy& policy) {
  const std::string key = planned_key(policy.entity->name);
  const Stage now = staged(policy, reader).stage;
  const Stage planned = stage_from(reader.setting(key).value_or("")).value_or(now);
  if (now == planned) return;
  commit(cx, [&](Tx& tx) {
    if (now > planned) tx.set_setting(released_key(policy.entity->name), "0");
    tx.set_setting(key, name_of(now));
  });
}

}  // namespace

void replan_link(Context& cx, const EntityPolicy& rules, LinkId id) {
  for (int attempt = 0; may_try_again(cx, attempt); ++attempt) {
    const auto reader = cx.store.reader();
    const auto plan = replanned(cx, *reader, staged(rules, *reader), id);
    if (!plan) return;
    if (!commit(cx, [&](Tx& tx) { return tx.commit(*plan).ok(); })) continue;
    cx.new_work();
    return;
  }
  // As an event it is attempted by itself, and shown when it fails.
  const auto link = cx.store.reader()->link(id);
  const RecordKey* key = link ? link->shadow.any_key() : nullptr;
  if (!key) return;
  const std::vector<NewEvent> later{hint(*key, EventSource::decision, cx.rt.now())};
  commit(cx, [&](Tx& tx) { tx.accept(later, nullptr); });
  cx.new_work();
}

void release_forever(Context& cx) {
  for (;;) {
    bool waiting = false;
    for (const auto& policy : cx.setup.entities) {
      const auto reader = cx.store.reader();
      if (reader->setting(released_key(policy->entity->name)) == "all") {
        follow_stage(cx, *reader, *policy);
        continue;
      }
      waiting = true;
      if (is_ready(cx, *reader, *policy)) release(cx, *policy);
    }
    cx.rt.sleep_for(waiting ? milliseconds(500) : seconds(10));  // a stage that an operator raises is looked for, too
  }
}

}  // namespace syncline
