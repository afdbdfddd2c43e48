#include "tests/sim/findings.h"

#include <algorithm>

#include "base/json.h"
#include "engine/virtual_records.h"

namespace syncline::sim {
namespace {

std::string events_told(Reader& reader, const RecordKey& key) {
  std::string story;
  for (const Event& event : reader.events(std::nullopt, &key, {}, 100)) {
    story += "\n    " + text_of(key) + " event " + std::to_string(event.id.n) + " " +
             std::string(name_of(event.source)) + " at " + to_iso(event.seen_at) + ": " +
             std::string(name_of(event.state)) + ", " + event.reason;
  }
  return story;
}

std::string effects_told(Reader& reader, const RecordKey& key) {
  std::string story;
  for (const Effect& effect : reader.effects(reader.link_of(key), {}, 100)) {
    if (effect.key.system != key.system) continue;
    story += "\n    " + text_of(key) + " effect " + std::to_string(effect.id.n) + " " +
             std::string(name_of(effect.op)) + " at " + to_iso(effect.planned_at) + ": " +
             std::string(name_of(effect.state)) + ", " + effect.reason;
    for (const auto& [field, change] : effect.changes) {
      story += " " + field + "=" + write_json(change.after.value) + " (was " + write_json(change.before) + ", " +
               change.rule + ")";
    }
  }
  return story;
}

}  // namespace

bool is_anything_open(Reader& reader) {
  const auto has = [&](EventState state) { return !reader.events(state, nullptr, {}, 1).empty(); };
  return has(EventState::queued) || has(EventState::held) ||
         std::ranges::any_of(reader.effects({}, {}, 100'000), [](const Effect& each) { return is_open(each.state); });
}

void nothing_is_open(Reader& reader, Judgement& out) {
  for (const EventState state : {EventState::queued, EventState::held}) {
    for (const Event& event : reader.events(state, nullptr, {}, 1000)) {
      out.violations.push_back("I1: event " + std::to_string(event.id.n) + " of " + text_of(event.key) +
                               " has not ended: " + std::string(name_of(event.state)) + ", " + event.reason);
    }
  }
  for (const Effect& effect : reader.effects({}, {}, 100'000)) {
    ++out.counts["effects " + std::string(name_of(effect.state))];
    if (!is_open(effect.state)) continue;
    out.violations.push_back("I1: effect " + std::to_string(effect.id.n) + " on " + text_of(effect.key) +
                             " has not ended: " + std::string(name_of(effect.state)) + ", " + effect.reason +
                             told(reader, std::vector{effect.key}));
  }
}

void nothing_acknowledged_is_lost(Reader& reader, const EngineLife& engine, Judgement& out) {
  for (const Acknowledged& webhook : engine.acknowledged()) {
    const auto event = reader.event(webhook.event);
    if (event && event->key == webhook.key) continue;
    out.violations.push_back("I1: the acknowledged webhook of " + text_of(webhook.key) + ", event " +
                             std::to_string(webhook.event.n) + ", is lost");
  }
}

bool hidden_by_a_replica(const ModelSystem& system, const Entry& again) {
  return !system.temper().checks_version && std::ranges::any_of(system.ledger(), [&](const Entry& first) {
    return &first < &again && first.object == again.object && first.id == again.id && first.set == again.set &&
           again.at - first.at <= system.declared_lag() + seconds(1);
  });
}

std::size_t engine_writes(std::span<const ModelSystem* const> systems) {
  std::size_t count = 0;
  for (const ModelSystem* system : systems)
    count += static_cast<std::size_t>(std::ranges::count(system->ledger(), Entry::By::engine, &Entry::by));
  return count;
}

void all_is_at_rest(std::span<const ModelSystem* const> systems, std::size_t writes_before_rest, Judgement& out) {
  const std::size_t more = engine_writes(systems) - writes_before_rest;
  if (more > 0) out.violations.push_back("I6: " + std::to_string(more) + " writes after everything had come to rest");
}

void calls_as_allowed(const ModelSystem& system, Judgement& out) {
  for (const std::string& breach : system.calls().breaches())
    out.violations.push_back("I11: " + system.name() + " was " + breach);
  out.counts["waits asked for by vendors"] += system.calls().waits();
}

std::string told(Reader& reader, std::span<const RecordKey> keys) {
  std::string story;
  std::set<LinkId> links;
  for (const RecordKey& key : keys) {
    const LinkId id = reader.link_of(key);
    const auto link = id && links.insert(id).second ? reader.link(id) : std::nullopt;
    story += events_told(reader, key) + effects_told(reader, key);
    for (const Member& member : link ? link->shadow.members : std::vector<Member>{}) {
      if (is_virtual(member.key)) story += events_told(reader, member.key);
    }
  }
  for (const Conflict& conflict : reader.conflicts(false, {}, 100'000)) {
    if (conflict.link && links.contains(conflict.link))
      story += "\n    conflict " + std::string(name_of(conflict.kind)) + " " + conflict.field +
               (conflict.closed_at ? " closed" : " open");
  }
  return story;
}

}  // namespace syncline::sim
