#include "engine/release.h"

#include <algorithm>

#include "decide/decide.h"
#include "engine/decided.h"
#include "engine/stages.h"

namespace syncline {
namespace {

constexpr std::size_t most_queued = 1000;  // more than that is not settled, whatever it is

/// Backfilled records that are still queued could match what would be created: they are decided first.
bool is_settled(Reader& reader, const EntityPolicy& policy) {
  const auto queued = reader.events(EventState::queued, nullptr, {}, most_queued);
  if (queued.size() == most_queued) return false;
  return std::ranges::none_of(queued,
                              [&](const Event& event) { return policy.slot_of(event.key.system, event.key.object); });
}

void release(Context& cx, const EntityPolicy& policy) {
  const std::string key = released_key(policy.entity->name);
  if (!cx.store.reader()->setting(key)) commit(cx, [&](Tx& tx) { tx.set_setting(key, "0"); });
  for (;;) {
    const auto reader = cx.store.reader();
    const std::string done = reader->setting(key).value_or("0");
    if (done == "all") return;
    const LinkId after{std::strtoll(done.c_str(), nullptr, 10)};
    const auto links = reader->links({policy.entity->name, ""}, after, 100);
    for (const LinkId link : links) {
      replan_link(cx, policy, link);
      cx.rt.yield();
    }
    const std::string next = links.empty() ? "all" : std::to_string(links.back().n);
    commit(cx, [&](Tx& tx) { tx.set_setting(key, next); });
    cx.rt.point("release.checkpoint");
  }
}

}  // namespace

void replan_link(Context& cx, const EntityPolicy& rules, LinkId id) {
  for (;; cx.rt.yield()) {
    const auto reader = cx.store.reader();
    const EntityPolicy policy = staged(rules, *reader);
    const auto link = reader->link(id);
    if (!link || link->id != id) return;
    const Decision decision = replan(policy, *link, reader->open_effects(id), cx.rt.now(), "");
    if (decision.effects.empty() && decision.superseded.empty() && decision.conflicts.empty() && decision.steps.empty())
      return;
    const Plan plan = plan_of(*reader, policy, *link, decision);
    if (!commit(cx, [&](Tx& tx) { return tx.commit(plan).ok(); })) continue;
    cx.new_work();
    return;
  }
}

void release_forever(Context& cx) {
  for (;;) {
    bool waiting = false;
    for (const auto& policy : cx.setup.entities) {
      const auto reader = cx.store.reader();
      if (reader->setting(released_key(policy->entity->name)) == "all") continue;
      waiting = true;
      if (is_loaded(*reader, *policy) && is_settled(*reader, *policy)) release(cx, *policy);
    }
    cx.rt.sleep_for(waiting ? milliseconds(500) : seconds(10));  // a stage that an operator raises is looked for, too
  }
}

}  // namespace syncline
