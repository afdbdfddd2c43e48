#include "engine/limit_guard.h"

#include <algorithm>
#include <cstdlib>

#include "engine/outcomes.h"
#include "engine/stages.h"

namespace syncline {
namespace {

constexpr std::size_t at_a_time = 500;
constexpr std::size_t most_open = 1000;
constexpr Duration longest_first_load = days(1);

/// What may be changed: the count, or the share where that is more.
struct Allowance {
  std::uint64_t most = 0;
  std::string cause;
};

std::string_view noun_of(EffectOp op) {
  switch (op) {
    case EffectOp::create: return "creations";
    case EffectOp::deactivate: return "deactivations";
    case EffectOp::remove: return "removals";
    default: return "updates";
  }
}

std::string percent(std::uint32_t per_thousand) {
  std::string text = std::to_string(per_thousand / 10);
  if (per_thousand % 10 != 0) text += "." + std::to_string(per_thousand % 10);
  return text + "%";
}

std::uint64_t records_of(Reader& reader, const std::string& entity) {
  const auto links = reader.counts().links;
  const auto found = links.find(entity);
  return found == links.end() ? 0 : found->second;
}

Allowance allowance(Reader& reader, const std::string& entity, EffectOp op, const Limit& limit, std::uint32_t share,
                    bool first_load) {
  Allowance allowed{limit.count, ""};
  const std::uint64_t records = records_of(reader, entity);
  allowed.most = std::max(allowed.most, records * share / 1000);
  allowed.cause = "more than " + std::to_string(allowed.most) + " " + std::string(noun_of(op)) +
                  (first_load ? " in the first load" : " within " + to_text(limit.span)) +
                  " (limit: " + std::to_string(limit.count) + ", or " + percent(share) + " of " +
                  std::to_string(records) + " records)";
  return allowed;
}

bool is_first_load(Reader& reader, const std::string& entity, EffectOp op, Instant planned_at) {
  if (op != EffectOp::create && op != EffectOp::update) return false;
  if (reader.setting(released_key(entity)) != "all") return true;
  const auto end = reader.setting(first_load_end_key(entity));
  return end && planned_at.us <= std::strtoll(end->c_str(), nullptr, 10);
}

/// Of what a limit counts what was sent, and how far back.
struct Watched {
  SentKinds kinds;
  Duration span;
};

void watch(const std::string& system, const WriteLimits& limits, bool loading, Watched& watched) {
  const auto add = [&](const std::optional<Limit>& limit, std::initializer_list<EffectOp> ops, bool loaded) {
    if (!limit) return;
    for (const EffectOp op : ops) watched.kinds.emplace(system, op);
    watched.span = std::max(watched.span, loaded && limits.first_load ? longest_first_load : limit->span);
  };
  add(limits.creates, {EffectOp::create}, loading);
  add(limits.updates, {EffectOp::update, EffectOp::transition, EffectOp::append}, loading);
  add(limits.deactivations, {EffectOp::deactivate, EffectOp::remove, EffectOp::update}, false);  // active: false
}

}  // namespace

bool LimitGuard::look(Reader& reader) {
  const bool is_first = [&] {
    const auto holds = reader.holds(true, most_open);
    const std::lock_guard lock(mutex_);
    open_.clear();
    for (const Hold& hold : holds) open_.emplace(Kind{hold.system, hold.entity, hold.op}, hold);
    return !began_;
  }();
  bool held = is_first && begin(reader);
  for (;;) {
    const auto effects = reader.effects_after(seen_, at_a_time);
    for (const Effect& effect : effects) judge(reader, effect);
    if (!effects.empty()) seen_ = effects.back().id;
    held |= hold_surplus();
    if (effects.size() < at_a_time) return held;
  }
}

/// What an earlier process let go still counts, as far as a limit reaches back; what it had not looked at yet is looked
/// at. Of the rest, which may be a day's journal, nothing is read.
bool LimitGuard::begin(Reader& reader) {
  bool held = false;
  const auto oldest_unsent = reader.effects_after(reader.settled_before(far_future), 1);
  Watched watched;
  for (const auto& policy : cx_.setup.entities) {
    const bool loading = reader.setting(released_key(policy->entity->name)) != "all" ||
                         (!oldest_unsent.empty() &&
                          is_first_load(reader, policy->entity->name, EffectOp::create, oldest_unsent[0].planned_at));
    for (const SlotRule& slot : policy->slots)
      watch(slot.system, cx_.setup.rules_of(slot.system, slot.object).limits, loading, watched);
  }
  EffectId after = reader.settled_before(cx_.rt.now() - watched.span);
  for (;;) {
    const auto effects = reader.effects_after(after, at_a_time, watched.kinds);
    for (const Effect& effect : effects) judge(reader, effect);
    held |= hold_surplus();
    if (effects.size() < at_a_time) break;
    after = effects.back().id;
  }
  if (const auto newest = reader.effects({}, {}, 1); !newest.empty()) seen_ = newest[0].id;
  const std::lock_guard lock(mutex_);
  began_ = true;
  return held;
}

LimitGuard::Count& LimitGuard::count_of(const NewEffect& effect, const std::string& entity, bool first_load,
                                        const Limit& limit) {
  return counts_[{effect.key.system, entity, first_load, &limit}];
}

bool LimitGuard::lets_go(Reader& reader, const NewEffect& effect, Instant now) {
  const EntityPolicy* policy = cx_.setup.policy_of(effect.key.system, effect.key.object);
  if (!policy) return false;
  const EffectOp op = seen_as(effect.op, effect.changes);
  const auto& limit = limit_for(cx_.setup.rules_of(effect.key.system, effect.key.object).limits, op);
  if (!limit) return true;
  const std::string& entity = policy->entity->name;
  if (is_first_load(reader, entity, op, now)) return false;
  const std::lock_guard lock(mutex_);
  if (!began_ || open_.contains({effect.key.system, entity, op})) return false;
  Count& count = count_of(effect, entity, false, *limit);
  if (count.ahead >= limit->count || !count.meter.has_room(now, limit->count - count.ahead, limit->span)) return false;
  ++count.ahead;
  return true;
}

void LimitGuard::forget(const NewEffect& effect) {
  const EntityPolicy* policy = cx_.setup.policy_of(effect.key.system, effect.key.object);
  const auto& limits = cx_.setup.rules_of(effect.key.system, effect.key.object).limits;
  const auto& limit = limit_for(limits, seen_as(effect.op, effect.changes));
  if (!policy || !limit) return;
  const std::lock_guard lock(mutex_);
  Count& count = count_of(effect, policy->entity->name, false, *limit);
  if (count.ahead > 0) --count.ahead;
}

void LimitGuard::judge(Reader& reader, const Effect& effect) {
  const bool went_ahead = began_ && effect.sent_at.us != 0;  // what was planned is only sent once it was looked at
  const EntityPolicy* policy = cx_.setup.policy_of(effect.key.system, effect.key.object);
  if (!policy || effect.hold || effect.state == EffectState::superseded) {
    if (went_ahead) forget(effect);
    return;
  }
  const bool is_unsent = effect.state == EffectState::planned || effect.state == EffectState::waiting;
  if (const std::string rule = cx_.setup.forbids(effect); !rule.empty() && is_unsent) {
    if (const auto whole = reader.effect(effect.id)) refuse_unsent(cx_, *whole, forbidden(effect, rule));
    return;
  }
  const WriteLimits& limits = cx_.setup.rules_of(effect.key.system, effect.key.object).limits;
  const EffectOp op = seen_as(effect.op, effect.changes);
  const auto& limit = limit_for(limits, op);
  const std::string& entity = policy->entity->name;
  if (!limit) return;
  const bool first_load = is_first_load(reader, entity, op, effect.planned_at);
  if (first_load && !limits.first_load) {
    if (went_ahead) forget(effect);
    return;
  }
  const Kind kind{effect.key.system, entity, op};
  const bool holds_all = first_load && *limits.first_load == 0;
  const Duration span = first_load ? longest_first_load : limit->span;
  const std::lock_guard lock(mutex_);
  if (std::uint64_t& ahead = count_of(effect, entity, false, *limit).ahead; went_ahead && ahead > 0) --ahead;
  auto& [meter, ahead] = count_of(effect, entity, first_load, *limit);
  // What was let go ahead, and comes after this, is on its way already.
  const auto left_of = [ahead = ahead](std::uint64_t most) { return most - std::min(most, ahead); };
  const std::string record = std::to_string(effect.link.n) + " " + effect.slot;
  if (!holds_all && meter.admits_again(record, effect.planned_at, span)) return;
  if (const auto open = open_.find(kind); open != open_.end() && effect.planned_at >= open->second.opened_at) {
    if (is_unsent) add_surplus(kind, open->second.cause, limits, effect);
    return;
  }
  const std::uint32_t share = first_load ? limits.first_load.value_or(0) : limits.share;
  std::string cause = "the first load is to be approved";
  if (!holds_all) {
    if (meter.admits(record, effect.planned_at, left_of(limit->count), span)) return;
    const Allowance allowed = allowance(reader, entity, op, *limit, share, first_load);
    if (meter.admits(record, effect.planned_at, left_of(allowed.most), span)) return;
    cause = allowed.cause;
  }
  if (is_unsent) add_surplus(kind, std::move(cause), limits, effect);
}

void LimitGuard::add_surplus(const Kind& kind, std::string cause, const WriteLimits& limits, const Effect& effect) {
  Surplus& surplus = surplus_[kind];
  surplus.cause = std::move(cause);
  surplus.deadline = limits.deadline;
  surplus.effects.push_back(effect.id);
}

bool LimitGuard::hold_surplus() {
  bool any = false;
  for (const auto& [kind, surplus] : surplus_) {
    if (surplus.effects.empty()) continue;
    const auto& [system, entity, op] = kind;
    const NewHold hold{system, entity, op, surplus.cause, cx_.rt.now() + surplus.deadline};
    const HoldId id = commit(cx_, [&](Tx& tx) { return tx.hold(hold, surplus.effects); });
    if (!id) continue;
    any = true;
    cx_.log.write({LogLevel::warn,
                   "Writes are held for approval",
                   {{"hold", id.n},
                    {"system", system},
                    {"entity", entity},
                    {"operation", std::string(name_of(op))},
                    {"more", static_cast<std::int64_t>(surplus.effects.size())},
                    {"cause", surplus.cause},
                    {"until", to_iso(hold.ends_at)}}});
  }
  surplus_.clear();
  return any;
}

}  // namespace syncline
