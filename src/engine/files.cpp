#include "engine/files.h"

#include <algorithm>

#include "base/mutant.h"
#include "decide/file_effect.h"
#include "engine/calls.h"
#include "engine/outcomes.h"
#include "engine/stages.h"
#include "engine/virtual_records.h"

namespace syncline {
namespace {

constexpr std::string_view suffix = "/files";

RecordKey record_of(RecordKey key) {
  key.object.resize(key.object.size() - suffix.size());
  return key;
}

bool counts(const Member* member) {
  return member && !member->duplicate && !member->paused && !member->key.native.empty() &&
         member->state == RecordState::live;
}

bool has_record(const Shadow& shadow, const Slot& slot) { return counts(shadow.member(slot)); }

/// The link whose record gets the files: the same one, that from which it was derived, or that which was derived from
/// it.
std::optional<Link> link_of_target(Reader& reader, const EngineSetup& setup, const EntityPolicy& policy,
                                   const Link& link, const FileRule& rule) {
  if (rule.to_entity == policy.entity->name) return link;
  for (const SlotRule& slot : policy.slots) {
    if (slot.source != Source::derived || slot.derivation.from != rule.to_entity) continue;
    const Member* member = link.shadow.member(slot.slot);
    if (member) return reader.link(link_in(member->key));
  }
  const EntityPolicy* target = setup.policy(rule.to_entity);
  const bool follows = target && std::ranges::any_of(target->slots, [&](const SlotRule& slot) {
                         return slot.source == Source::derived && slot.derivation.from == policy.entity->name;
                       });
  if (follows) return reader.link(reader.link_of(derived_key(rule.to_entity, std::to_string(link.id.n))));
  return std::nullopt;
}

/// The record that gets the files, when it may be written now.
std::optional<RecordKey> target_of(Reader& reader, const EngineSetup& setup, const EntityPolicy& policy,
                                   const Link& link, const FileRule& rule) {
  const EntityPolicy* rules = setup.policy(rule.to_entity);
  const SlotRule* slot = rules ? rules->slot(rule.to) : nullptr;
  if (!slot || !slot->writable || staged(*rules, reader).stage < Stage::one_way) return std::nullopt;
  const auto owner = link_of_target(reader, setup, policy, link, rule);
  if (!owner || owner->shadow.undecided || !has_record(owner->shadow, rule.to)) return std::nullopt;
  return owner->shadow.member(rule.to)->key;
}

FileWay way_of(const Slot& from, const Slot& to, const RecordKey& source, const FileEntry& entry) {
  return {from, to, source, entry.id, entry.name, entry.type, entry.version, entry.size};
}

/// What is missing at the targets, without what is on its way already.
std::vector<NewEffect> missing(Reader& reader, const EngineSetup& setup, const EntityPolicy& policy, Link& link,
                               const Member& source, const std::vector<FileEntry>& entries) {
  std::vector<NewEffect> effects;
  const auto open = reader.open_effects(link.id);
  std::vector<Slot> done;
  for (const FileRule& rule : policy.files) {
    if (rule.from != source.slot || std::ranges::find(done, rule.to) != done.end()) continue;
    done.push_back(rule.to);
    const auto target = target_of(reader, setup, policy, link, rule);
    if (!target) continue;
    for (const FileEntry& entry : entries) {
      const FileWay way = way_of(rule.from, rule.to, source.key, entry);
      if (!file_rule(policy, rule.from, rule.to, entry.name)) continue;
      const FilePart* known = link.shadow.file(rule.from, rule.to, entry.id);
      const bool same = known && (known->mark == mark_of(way) || mutant("file-change-ignored"));
      if (same && known->state != FilePart::State::fetched) continue;
      if (std::ranges::any_of(open, [&](const Effect& effect) { return effect.slot == slot_of(way); })) continue;
      effects.push_back(file_effect(link.id, way, *target));
    }
  }
  return effects;
}

void end_all(Context& cx, const std::vector<Event>& events, EventState state, const std::string& why) {
  commit(cx, [&](Tx& tx) {
    for (const Event& event : events) tx.end({event.id, state, why, {}});
  });
}

void list_later(Context& cx, const std::vector<Event>& events, const Error& error) {
  const RetryStep next =
      next_step(cx, events.front().key.system, error, events.front().attempt, events.front().seen_at);
  commit(cx, [&](Tx& tx) {
    if (next.give_up) tx.dead_letter({events.front().id, {}, record_of(events.front().key), error});
    for (const Event& event : events) {
      const bool first = event.id == events.front().id;
      const EventState state = !first         ? EventState::superseded
                               : next.give_up ? EventState::dead_lettered
                                              : EventState::queued;
      tx.end({event.id, state, describe(error), next.at, next.counts});
    }
  });
}

/// One attempt. False: the link moved meanwhile, or an effect for one of the files was planned.
bool plan_once(Context& cx, const RecordKey& record, const std::vector<Event>& events,
               const std::vector<FileEntry>& entries) {
  const auto reader = cx.store.reader();
  auto link = reader->link(reader->link_of(record));
  const EntityPolicy* rules = link ? cx.setup.policy(link->entity) : nullptr;
  const Member* source = link ? link->shadow.member(record) : nullptr;
  Plan plan;
  std::string why = "the record is not linked, paused or undecided";
  if (rules && counts(source) && !link->shadow.undecided) {
    const EntityPolicy policy = staged(*rules, *reader);
    plan.link = link->id;
    plan.expected = link->version;
    if (policy.stage >= Stage::one_way) {
      const Member from = *source;
      plan.effects = missing(*reader, cx.setup, policy, *link, from, entries);
    }
    why = std::to_string(entries.size()) + " files, " + std::to_string(plan.effects.size()) + " to be sent";
  }
  for (NewEffect& effect : plan.effects) {
    effect.cause = events.front().id;
    effect.trace = events.front().trace;
    effect.due_at = cx.rt.now();
  }
  const EventState end = plan.effects.empty() ? EventState::no_op : EventState::applied;
  for (const Event& event : events) plan.ends.push_back({event.id, end, why, {}});
  const bool done = commit(cx, [&](Tx& tx) { return tx.commit(plan).ok(); });
  if (done) cx.new_work();
  return done;
}

bool has_file_rules(const EngineSetup& setup, const EntityPolicy& policy, std::string_view object) {
  return setup.spool && std::ranges::any_of(policy.files, [&](const FileRule& rule) {
           const SlotRule* slot = policy.slot(rule.from);
           return slot && slot->object == object;
         });
}

}  // namespace

RecordKey files_key(const RecordKey& of) { return {of.system, of.object + std::string(suffix), of.native}; }

bool is_files_key(const RecordKey& key) { return key.object.ends_with(suffix); }

namespace {

/// Of the records from which this one was made, when it is the one that their files go to.
void look_at_sources(Reader& reader, const EngineSetup& setup, const EntityPolicy& policy, const Shadow& before,
                     const Shadow& after, Instant now, std::vector<NewEvent>& events) {
  for (const SlotRule& slot : policy.slots) {
    const EntityPolicy* origin = slot.source == Source::derived ? setup.policy(slot.derivation.from) : nullptr;
    const Member* made_from = after.member(slot.slot);
    if (!origin || !made_from) continue;
    for (const FileRule& rule : origin->files) {
      const bool comes = has_record(after, rule.to) && !has_record(before, rule.to);
      if (rule.to_entity != policy.entity->name || !comes) continue;
      const auto source = reader.link(link_in(made_from->key));
      const Member* record = source ? source->shadow.member(rule.from) : nullptr;
      if (counts(record)) events.push_back(hint(files_key(record->key), EventSource::related, now));
    }
  }
}

}  // namespace

std::vector<NewEvent> file_looks(Reader& reader, const EngineSetup& setup, const EntityPolicy& policy,
                                 const Shadow& before, const Shadow& after, Instant now) {
  std::vector<NewEvent> events;
  if (!setup.spool) return events;
  look_at_sources(reader, setup, policy, before, after, now, events);
  for (const FileRule& rule : policy.files) {
    const Member* source = after.member(rule.from);
    if (!counts(source)) continue;
    const Member* former = before.member(source->key);
    const bool was_read = !former || former->read_at != source->read_at;
    const bool has_target = has_record(after, rule.to) && !has_record(before, rule.to);
    const RecordKey key = files_key(source->key);
    const bool twice = std::ranges::any_of(events, [&](const NewEvent& event) { return event.key == key; });
    if ((was_read || has_target) && !twice) events.push_back(hint(key, EventSource::related, now));
  }
  return events;
}

void sweep_files(Context& cx, const PollPlan& plan) {
  const EntityPolicy* rules = cx.setup.policy_of(plan.system, plan.object);
  if (!rules || !has_file_rules(cx.setup, *rules, plan.object)) return;
  if (staged(*rules, *cx.store.reader()).stage < Stage::one_way) return;
  const std::string last = "files swept/" + plan.system + "/" + plan.object;
  const Instant begun = cx.rt.now();
  const std::string before = cx.store.reader()->setting(last).value_or("0");
  if (begun - Instant{std::strtoll(before.c_str(), nullptr, 10)} < plan.sweep_every) return;
  std::string after;
  for (;;) {
    const auto known = cx.store.reader()->records(plan.system, plan.object, after, 500);
    if (known.empty()) break;
    std::vector<NewEvent> looks;
    for (const RecordKey& key : known) {
      looks.push_back(hint(files_key(key), EventSource::sweep, begun));
      looks.back().priority = Priority::batch;
    }
    commit(cx, [&](Tx& tx) { tx.accept(looks, nullptr); });
    cx.new_work();
    after = known.back().native;
  }
  commit(cx, [&](Tx& tx) { tx.set_setting(last, std::to_string(begun.us)); });
}

void look_for_files(Context& cx, const RecordKey& files) {
  const Instant now = cx.rt.now();
  auto events = cx.store.reader()->queued_of(files, 64);
  std::erase_if(events, [&](const Event& event) { return event.due_at > now; });
  if (events.empty()) return;
  const RecordKey record = record_of(files);
  const EntityPolicy* policy = cx.setup.policy_of(record.system, record.object);
  if (!policy || !has_file_rules(cx.setup, *policy, record.object)) {
    end_all(cx, events, EventState::filtered, "no rule sends files of " + record.object + " of " + record.system);
    return;
  }
  SystemPort& port = *cx.setup.systems.at(record.system).port;
  const auto entries = port.list_files(record, call_context(cx, record.system, Priority::poll, events.front().trace));
  if (!entries && (entries.error().cls == ErrorClass::not_found || entries.error().cls == ErrorClass::gone)) {
    end_all(cx, events, EventState::no_op, "the record is gone");
    return;
  }
  if (!entries) {
    list_later(cx, events, entries.error());
    return;
  }
  cx.rt.point("files.listed");
  while (!plan_once(cx, record, events, *entries)) cx.rt.yield();
}

}  // namespace syncline
