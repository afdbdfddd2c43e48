#include "engine/wait.h"

#include <algorithm>

#include "base/mutant.h"
#include "decide/match.h"
#include "engine/virtual_records.h"

namespace syncline {
namespace {

constexpr Duration longest_wait_to_join = minutes(10);

EventEnd held(const Event& event, std::string reason, Instant due) {
  return {event.id, EventState::held, std::move(reason), due};
}

/// A link of which every record has ended has this key, and a record of it is just being made in the slot.
bool is_made_for_ended(Reader& reader, const EntityPolicy& policy, const RecordKey& record, const MatchKey& key) {
  const SlotRule* slot = policy.slot_of(record.system, record.object);
  const std::vector<std::string> exact = exact_kinds(policy);
  if (!slot || std::ranges::find(exact, key.kind) == exact.end()) return false;
  return std::ranges::any_of(reader.links_by_key(key), [&](LinkId id) {
    const auto link = reader.link(id);
    const auto is_there = [](const Member& each) { return each.state == RecordState::live; };
    if (!link || std::ranges::any_of(link->shadow.members, is_there)) return false;
    const auto open = reader.open_effects(id);
    return std::ranges::any_of(open, [&](const Effect& each) {
      return is_under_way(each.state) && each.op == EffectOp::create && each.slot == slot->slot;
    });
  });
}

bool may_be_one_we_make(Reader& reader, const EntityPolicy& policy, const Home& home, const Observation& seen,
                        const Event& event) {
  const std::vector<MatchKey> keys = match_keys(policy, seen.reading);
  const bool is_told = !keys.empty() && !home.link->shadow.undecided;
  if (!is_told && home.link->id)
    return !home.conflicts.empty() && is_under_way(reader, home.link->id, EffectOp::create);
  if (!reader.being_created(event.key.system, event.key.object, event.seen_at)) return false;
  return !is_told || std::ranges::any_of(
                         keys, [&](const MatchKey& key) { return is_made_for_ended(reader, policy, event.key, key); });
}

}  // namespace

std::optional<EventEnd> wait_for_parent(Context& cx, const EntityPolicy& policy, const Observation& seen,
                                        const Event& event) {
  const Instant now = cx.rt.now();
  for (const auto& [name, parent] : seen.unlinked) {
    const FieldSpec* field = policy.entity->field(name);
    if (!field || !field->required || !policy.field(name)) continue;
    if (now - event.seen_at > cx.setup.parent_deadline) return std::nullopt;
    return held(event, "waits for its " + name + ": " + text_of(parent) + " is not linked yet",
                now + std::min(minutes(10), seconds(5) * (1 << std::min(event.attempt, 7u))));
  }
  return std::nullopt;
}

std::optional<EventEnd> wait_for_our_create(Context& cx, Reader& reader, const EntityPolicy& policy, const Home& home,
                                            const Observation& seen, const Event& event) {
  if (!home.link || is_virtual(event.key) || home.link->shadow.member(event.key)) return std::nullopt;
  if (mutant("own-create-unawaited") || !may_be_one_we_make(reader, policy, home, seen, event)) return std::nullopt;
  return held(event, "it may be what is just being created there: the answer is not known yet",
              cx.rt.now() + std::min(minutes(1), seconds(2) * (1 << std::min(event.attempt, 5u))));
}

std::optional<EventEnd> wait_to_be_shown(Context& cx, const SlotRule& slot, Instant asked_at, Instant told_at,
                                         const Event& event) {
  const Instant shown_by = told_at + slot.read_lag;
  const bool was_read = asked_at != Instant{};
  if (!was_read || asked_at >= shown_by || mutant("unshown-taken-for-gone")) return std::nullopt;
  return held(event, "it is not there; a replica that lags may not show it yet", std::max(shown_by, cx.rt.now()));
}

std::optional<EventEnd> wait_to_join(Context& cx, const Home& home, const Event& event) {
  const bool for_ever = home.may_never_be && cx.rt.now() - event.seen_at > longest_wait_to_join;
  if (home.not_yet.empty() || for_ever) return std::nullopt;
  return held(event, home.not_yet, cx.rt.now() + seconds(2));
}

}  // namespace syncline
