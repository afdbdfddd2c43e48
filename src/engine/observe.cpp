#include "engine/observe.h"

#include <algorithm>

#include "base/mutant.h"
#include "decide/match.h"
#include "engine/calls.h"
#include "engine/commit_decision.h"
#include "engine/files.h"
#include "engine/linking.h"
#include "engine/outcomes.h"
#include "engine/references.h"
#include "engine/relations.h"
#include "engine/stages.h"
#include "engine/virtual_records.h"
#include "engine/wait.h"

namespace syncline {
namespace {

/// What one look at a record covers: the events that end with it, and what was read.
struct Look {
  NativeRecord record;
  Event head;                                      ///< the event that is decided on
  std::vector<EventEnd> ends;                      ///< of the events that this look supersedes
  LinkId home;                                     ///< of a computed record, where it is known
  std::map<std::string, RecordKey> unlinked = {};  ///< fields that a computed record leaves out
  Instant asked_at = {};                           ///< when the record was read; none: it came with the event
  Instant carried_at = {};                         ///< when the event came with it; none: it is read, or computed, now
  Instant told_at = {};                            ///< when the newest event came that a reading covers
};

EventEnd end_of(EventId id, EventState state, std::string reason, Instant due = {}) {
  return {id, state, std::move(reason), due};
}

void fail_event(Context& cx, const Event& event, const Error& error) {
  const RetryStep next = next_step(cx, event.key.system, error, event.attempt, event.seen_at);
  commit(cx, [&](Tx& tx) {
    if (next.give_up) {
      tx.dead_letter({event.id, {}, event.key, error});
      tx.end(end_of(event.id, EventState::dead_lettered, describe(error)));
    } else {
      tx.end({event.id, EventState::queued, describe(error), next.at, next.counts});
    }
  });
}

/// Computes what no system is asked for. False: there is nothing to take in, and the event has ended.
bool compute_into(Look& look, Context& cx, const RecordKey& key) {
  auto computed = compute(*cx.store.reader(), cx.setup, key);
  if (!computed) {
    fail_event(cx, look.head, computed.error());
    return false;
  }
  if (!computed->not_now.empty()) {
    commit(cx, [&](Tx& tx) { tx.end(end_of(look.head.id, EventState::filtered, computed->not_now)); });
    return false;
  }
  look.record = std::move(computed->record);
  look.home = computed->home;
  look.unlinked = std::move(computed->unlinked);
  return true;
}

/// False: it could not be read, and that is dealt with.
bool read_into(Look& look, Context& cx, const RecordKey& key) {
  if (is_virtual(key)) return !cx.setup.policy_of(key.system, key.object) || compute_into(look, cx, key);
  look.asked_at = cx.rt.now();
  auto read = read_record(cx, key, look.head.priority, look.head.trace);
  if (!read && mutant("gone-believed-unproven")) {
    look.record = NativeRecord{key, RecordState::gone, "", std::nullopt, "", {}};
    return true;
  }
  if (!read) {
    fail_event(cx, look.head, read.error());
    return false;
  }
  look.record = std::move(read).value();
  return true;
}

/// A full event is decided on as it came, oldest first. A hint, or one that had to wait, is read afresh: that reading
/// covers every event of the record that was queued before it began.
std::optional<Look> look_at(Context& cx, const RecordKey& key) {
  const auto queued = cx.store.reader()->queued_of(key, 64);
  const Instant now = cx.rt.now();
  const Event* head = nullptr;
  for (const Event& event : queued) {
    if (event.due_at <= now && (!head || event.id < head->id)) head = &event;
  }
  if (!head) return std::nullopt;

  Look look;
  look.head = *head;
  if (head->source == EventSource::decision) return look;
  if (head->record && head->attempt == 0 && head->state == EventState::queued) {
    look.record = *head->record;
    if (!mutant("carried-taken-for-fresh")) look.carried_at = head->seen_at;
    return look;
  }
  if (!read_into(look, cx, key)) return std::nullopt;
  look.told_at = head->seen_at;
  for (const Event& event : queued) {
    if (event.id == look.head.id || event.source == EventSource::decision) continue;
    look.told_at = std::max(look.told_at, event.seen_at);
    look.ends.push_back(
        end_of(event.id, EventState::superseded, "covered by the reading for event " + std::to_string(look.head.id.n)));
  }
  return look;
}

Observation observation_of(Reader& reader, const SlotRule& rule, const NativeRecord& record, Reading reading) {
  Observation seen;
  seen.slot = rule.slot;
  seen.reading = std::move(reading);
  if (record.state == RecordState::live && rule.source == Source::system) {
    seen.unlinked = resolve_references(reader, *rule.binding, rule.system, seen.reading);
  }
  return seen;
}

Result<Reading, Error> bind(const SlotRule& rule, const NativeRecord& record, Instant read_at) {
  if (record.state == RecordState::live) return rule.binding->read(record, read_at);
  Reading reading;
  reading.key = record.key;
  reading.state = record.state;
  reading.merged_into = record.merged_into;
  reading.stamp = record.stamp;
  reading.version = record.version;
  reading.read_at = read_at;
  return reading;
}

/// By what an equal reading is known as a duplicate. Where something was refused, an edit of what we do not read is
/// news.
std::pair<RecordKey, Hash128> known_by(const Shadow& shadow, const Reading& reading) {
  const Member* member = shadow.member(reading.key);
  const bool refused = member && std::ranges::any_of(shadow.parked, [&](const Parked& each) {
                         return each.slot == member->slot && each.refused && !each.rejected;
                       });
  return {reading.key, refused ? state_hash(reading.hash, reading.stamp, reading.version) : reading.hash};
}

/// Differences that this decision found stand until they are settled by `on_link`: an event of its own, right after.
void settle_soon(const EntityPolicy& policy, const Link& link, const Decision& decision, const RecordKey& key,
                 Instant now, Plan& plan) {
  if (policy.stage < Stage::one_way || !has_more_to_settle(link.shadow, decision.shadow)) return;
  if (mutant("standing-unsettled")) return;
  plan.events.push_back(hint(key, EventSource::decision, now));
}

/// An event that asks for no reading: the link is decided again as it stands.
void decide_again(Context& cx, const EntityPolicy& rules, const Event& event) {
  for (int attempt = 0; may_try_again(cx, attempt); ++attempt) {
    const auto reader = cx.store.reader();
    auto link = reader->link(reader->link_of(event.key));
    Plan plan;
    if (!link) {
      plan.ends.push_back(end_of(event.id, EventState::no_op, "the record is not linked"));
    } else {
      const EntityPolicy policy = staged(rules, *reader);
      look_around(*reader, cx.setup, policy, *link);
      const Decision decision =
          replan(policy, *link, reader->open_effects(link->id), cx.rt.now(), event.trace, event.id);
      plan = plan_of(*reader, cx.setup, policy, *link, decision, cx.rt.now());
      plan.ends.push_back(end_of(event.id, decision.end, story_of(decision)));
    }
    if (commit_decision(cx, *reader, std::move(plan))) return;
  }
  fail_event(cx, event, overtaken_error(event.key));
}

/// Its keys lead to the survivor, until its records are read again.
void absorb(const EntityPolicy& policy, const Link& absorbed, Plan& plan) {
  plan.absorb = absorbed.id;
  plan.absorb_expected = absorbed.version;
  for (const MatchKey& key : match_keys(policy, absorbed)) plan.keys->push_back(key);
}

/// Of a look that leads to no decision.
Plan ended(const Look& look, const EventEnd& end) {
  Plan plan;
  plan.ends = look.ends;
  plan.ends.push_back(end);
  return plan;
}

/// A record that matches while our create for its slot has no answer, or a person is asked whether it happened, is
/// taken for what we made: what it shows otherwise was edited since.
std::optional<AskedCreate> our_create(Reader& reader, const Home& home, const std::vector<Effect>& open,
                                      const RecordKey& key) {
  if (home.link->shadow.member(key)) return std::nullopt;
  const auto unanswered = std::ranges::find_if(open, [&](const Effect& effect) {
    return effect.op == EffectOp::create && effect.slot == home.slot && is_under_way(effect.state);
  });
  std::optional<AskedCreate> made;
  if (unanswered != open.end()) {
    made = AskedCreate{{}, *unanswered};
  } else if (!mutant("found-create-unrecognised")) {
    made = create_asked_about(reader, home.link->id, home.slot);
  }
  if (!made) return std::nullopt;
  made->effect.state = EffectState::unknown;
  made->effect.key = key;
  return made;
}

/// The links that the record may belong to wait for the same decision as it does. Committed before the record's own
/// link: after a crash in between, the record is looked at again.
bool hold_rivals(Context& cx, const EntityPolicy& policy, const Home& home) {
  return std::ranges::all_of(home.rivals, [&](const Link& rival) {
    const auto reader = cx.store.reader();
    Link held = rival;
    held.shadow.undecided = true;
    const Decision decision = replan(policy, held, reader->open_effects(rival.id), cx.rt.now(), "");
    return commit_decision(cx, *reader, plan_of(*reader, cx.setup, policy, rival, decision, cx.rt.now()));
  });
}

/// One attempt: load, decide, commit. False: stale, try again.
bool decide_once(Context& cx, const Look& look, const EntityPolicy& rules, const SlotRule& rule, const Reading& bound) {
  const auto reader = cx.store.reader();
  const EntityPolicy policy = staged(rules, *reader);
  Observation seen = observation_of(*reader, rule, look.record, bound);
  if (rule.source != Source::system) seen.unlinked = look.unlinked;
  seen.event = look.head.id;
  seen.source = look.head.source;
  seen.told_at = look.head.seen_at;
  seen.hops = look.head.hops;
  seen.trace = look.head.trace;
  if (const auto held = wait_for_parent(cx, policy, seen, look.head))
    return commit_decision(cx, *reader, ended(look, *held));

  Home home = home_of(*reader, policy, seen, look.home);
  if (const auto held = wait_for_our_create(cx, *reader, policy, home, seen, look.head))
    return commit_decision(cx, *reader, ended(look, *held));
  if (const auto held = wait_to_join(cx, home, look.head)) {
    Plan plan = ended(look, *held);
    plan.events = home.follow_ups;
    return commit_decision(cx, *reader, std::move(plan));
  }
  if (!home.link) {
    const auto gone = end_of(look.head.id, EventState::no_op, "the record is gone and was never linked");
    const auto held = wait_to_be_shown(cx, rule, look.asked_at, look.told_at, look.head);
    return commit_decision(cx, *reader, ended(look, held.value_or(gone)));
  }
  if (!hold_rivals(cx, policy, home)) return false;
  seen.slot = home.slot;
  look_around(*reader, cx.setup, policy, *home.link);
  const auto open = home.link->id ? reader->open_effects(home.link->id) : std::vector<Effect>{};
  const auto made = our_create(*reader, home, open, seen.reading.key);
  if (made) seen.confirming = &made->effect;
  Decision decision = decide(policy, *home.link, seen, open, cx.rt.now());
  Plan plan = plan_of(*reader, cx.setup, policy, *home.link, decision, cx.rt.now());
  if (!home.link->id) plan.newest = reader->newest_link();
  if (made && made->conflict && decision.shadow.member(seen.reading.key))
    plan.resolved.emplace_back(made->conflict, "it did happen: " + text_of(seen.reading.key) + " is there");
  if (home.absorbed) absorb(policy, *home.absorbed, plan);
  for (const RecordKey& each : home.to_read) read_again(each, cx.rt.now(), plan);
  plan.conflicts.insert(plan.conflicts.end(), home.conflicts.begin(), home.conflicts.end());
  for (NewConflict& told : still_out_of_use(*reader, *home.link, decision.shadow, seen.reading.key))
    plan.conflicts.push_back(std::move(told));
  plan.ends = look.ends;
  if (decision.read_again_at) {
    plan.ends.push_back(end_of(look.head.id, EventState::held, decision.reason, *decision.read_again_at));
  } else {
    plan.ends.push_back(end_of(look.head.id, decision.end, home.story + story_of(decision)));
  }
  plan.seen.push_back(known_by(decision.shadow, seen.reading));
  if (mutant("event-ended-first")) {
    commit(cx, [&](Tx& tx) {
      for (const EventEnd& one : plan.ends) tx.end(one);
    });
    cx.rt.point("observe.ended");
  }
  plan.events.insert(plan.events.end(), home.follow_ups.begin(), home.follow_ups.end());
  settle_soon(policy, *home.link, decision, look.record.key, cx.rt.now(), plan);
  return commit_decision(cx, *reader, std::move(plan));
}

/// Takes the effect out of the open ones. False once somebody else has ended it: then its outcome is not ours to write.
bool take_out(std::vector<Effect>& open, const Effect& effect) {
  return std::erase_if(open, [&](const Effect& each) { return each.id == effect.id; }) > 0;
}

}  // namespace

void observe(Context& cx, const RecordKey& key) {
  if (is_files_key(key)) {
    look_for_files(cx, key);
    return;
  }
  const EntityPolicy* policy = cx.setup.policy_of(key.system, key.object);
  const auto look = look_at(cx, key);
  if (!look) return;
  if (!policy) {
    commit(cx, [&](Tx& tx) {
      tx.end(
          end_of(look->head.id, EventState::filtered, "object " + key.object + " of " + key.system + " is not synced"));
    });
    return;
  }
  if (look->head.source == EventSource::decision) {
    decide_again(cx, *policy, look->head);
    return;
  }
  const SlotRule& rule = *policy->slot_of(key.system, key.object);
  auto reading = bind(rule, look->record, look->carried_at == Instant{} ? cx.rt.now() : look->carried_at);
  if (!reading) {
    fail_event(cx, look->head, reading.error());
    return;
  }
  reading->asked_at = look->asked_at;
  cx.rt.point("observe.read");
  for (int attempt = 0; !decide_once(cx, *look, *policy, rule, *reading);) {
    if (may_try_again(cx, ++attempt)) continue;
    fail_event(cx, look->head, overtaken_error(key));
    return;
  }
  cx.rt.point("observe.committed");
}

void decide_on(Context& cx, Seen seen_record) {
  const RecordKey& key = seen_record.record.key;
  const EntityPolicy& rules = *cx.setup.policy_of(key.system, key.object);
  const SlotRule& rule = *rules.slot_of(key.system, key.object);
  const auto reading = bind(rule, seen_record.record, cx.rt.now());
  int attempt = 0;
  for (bool done = false; !done;) {
    if (!may_try_again(cx, attempt++)) {
      undecided(cx, seen_record.effect, overtaken_error(key));
      return;
    }
    const auto reader = cx.store.reader();
    const EntityPolicy policy = staged(rules, *reader);
    const LinkId id = seen_record.effect.link;
    auto open = reader->open_effects(id, seen_record.effect.id);
    if (!take_out(open, seen_record.effect)) return;
    auto link = std::exchange(seen_record.link, std::nullopt);
    if (!link) link = reader->link(id);
    if (const LinkId owner = reader->link_of(key);
        seen_record.confirms && seen_record.effect.op == EffectOp::create && link && owner && owner != link->id) {
      made_elsewhere(cx, seen_record.effect, key, owner);
      return;
    }
    Plan plan;
    // An answer that cannot be bound, or whose link is to be joined into another: the outcome stands, the record is
    // looked at again.
    if (!reading || !link || seen_record.record.state == RecordState::merged) {
      plan.outcomes = seen_record.outcomes;
      plan.events.push_back(hint(key, EventSource::reread, cx.rt.now()));
      done = commit_decision(cx, *reader, std::move(plan));
      continue;
    }
    Observation seen = observation_of(*reader, rule, seen_record.record, *reading);
    seen.slot = seen_record.effect.slot;
    seen.source = seen_record.source;
    seen.event = seen_record.effect.cause;
    seen.hops = seen_record.effect.hops + (seen_record.confirms ? 1 : 0);
    seen.trace = seen_record.effect.trace;
    if (seen_record.confirms) seen.confirming = &seen_record.effect;
    seen.acknowledged_at = seen_record.acknowledged_at;
    look_around(*reader, cx.setup, policy, *link);
    const Decision decision = decide(policy, *link, seen, open, cx.rt.now());
    plan = plan_of(*reader, cx.setup, policy, *link, decision, cx.rt.now());
    plan.outcomes.insert(plan.outcomes.end(), seen_record.outcomes.begin(), seen_record.outcomes.end());
    plan.ends = seen_record.ends;
    plan.seen.push_back(known_by(decision.shadow, seen.reading));
    settle_soon(policy, *link, decision, key, cx.rt.now(), plan);
    if (decision.read_again_at) plan.events.push_back(hint(key, EventSource::reread, *decision.read_again_at));
    done = commit_decision(cx, *reader, std::move(plan));
  }
}

}  // namespace syncline
