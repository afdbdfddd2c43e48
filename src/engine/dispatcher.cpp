#include "engine/dispatcher.h"

#include <algorithm>

#include "engine/deliver.h"
#include "engine/observe.h"

namespace syncline {
namespace {

constexpr std::size_t most_due = 4096;  // of due work that is looked at in one round
constexpr std::size_t first_look = 256;

std::string lane_of(const RecordKey& key) { return key.system + '\n' + key.object + '\n' + key.native; }
std::string lane_of(const DueEffect& due) { return "link\n" + std::to_string(due.link.n) + '\n' + due.slot; }

/// Is everything that may be written to this system stopped? Of entities and links the store keeps the writes back.
bool stops_writes(const std::vector<Stop>& stops, const std::string& system) {
  return std::ranges::any_of(stops, [&](const Stop& stop) {
    return !stop.link && stop.entity.empty() && (stop.system.empty() || stop.system == system);
  });
}

}  // namespace

std::string closed_key(const std::string& system) { return "closed/" + system; }

Dispatcher::Dispatcher(Context& cx, Health& health)
    : cx_(cx), health_(health), limits_(cx), parker_(cx.rt.make_parker()) {
  for (const auto& [name, system] : cx.setup.systems) {
    Crew& crew = crews_[name];
    crew.concurrency = std::clamp(system.concurrency, 1, 25);
    crew.jobs = std::make_unique<Queue<Job>>(cx.rt, static_cast<std::size_t>(crew.concurrency));
  }
  for (const auto& [object, rules] : cx.setup.write_rules)
    entities_have_times_ |= !rules.times.open.empty() || !rules.times.closed.empty();
}

void Dispatcher::wake() { parker_->unpark(); }

void Dispatcher::close() {
  {
    const std::lock_guard hold(mutex_);
    closed_ = true;
  }
  for (auto& [name, crew] : crews_) crew.jobs->close();
}

bool Dispatcher::is_idle() {
  const std::lock_guard hold(mutex_);
  return busy_lanes_.empty();
}

void Dispatcher::run() {
  while (!cx_.rt.stopping()) {
    const Instant now = cx_.rt.now();
    const auto next = hand_out(now);
    // Not found due now: woken by new or finished work, or by the next due time, and once a minute in any case.
    parker_->park(std::min(next.value_or(now + minutes(1)), now + minutes(1)));
  }
}

void Dispatcher::work(const std::string& system) {
  Queue<Job>& jobs = *crews_.at(system).jobs;
  while (auto job = jobs.pop()) {
    if (const RecordKey* record = std::get_if<RecordKey>(&job->what)) {
      observe(cx_, *record);
    } else {
      deliver(cx_, std::get<EffectId>(job->what));
    }
    finish(*job);
  }
}

void Dispatcher::finish(const Job& job) {
  {
    const std::lock_guard hold(mutex_);
    busy_lanes_.erase(job.lane);
    --crews_.at(job.system).busy;
  }
  wake();
}

bool Dispatcher::has_room(const std::string& system) {
  const std::lock_guard hold(mutex_);
  const auto crew = crews_.find(system);
  return crew != crews_.end() && crew->second.busy < crew->second.concurrency;
}

bool Dispatcher::offer(Job job) {
  Crew* crew = nullptr;
  {
    const std::lock_guard hold(mutex_);
    const auto found = crews_.find(job.system);
    if (closed_ || found == crews_.end() || found->second.busy >= found->second.concurrency) return false;
    if (!busy_lanes_.insert(job.lane).second) return false;
    crew = &found->second;
    ++crew->busy;
  }
  // Never blocks: the queue holds as many jobs as the crew has workers, and `busy` was below that.
  crew->jobs->push(std::move(job), cx_.rt.now());
  return true;
}

std::optional<Instant> Dispatcher::hand_out(Instant now) {
  auto reader = cx_.store.reader();
  while (limits_.look(*reader)) reader = cx_.store.reader();  // what is handed out was looked at
  std::optional<Instant> next = reader->next_due(now);
  const std::vector<Stop> stops = reader->stops();
  for (const auto& [name, system] : cx_.setup.systems) {
    if (!has_room(name)) continue;
    const auto later = hand_out_effects(*reader, name, stops_writes(stops, name), now);
    if (later && (!next || *later < *next)) next = later;
  }
  hand_out_events(*reader, now);
  return next;
}

void Dispatcher::hand_out_events(Reader& reader, Instant now) {
  std::map<std::string, bool> admits;
  for (const auto& [name, system] : cx_.setup.systems) {
    admits[name] = health_.ready_at(name, now) <= now;
  }
  // Usually the first look fills every free worker; when it met only busy lanes, look deeper, else they would block
  // others.
  for (std::size_t limit = first_look; limit <= most_due; limit *= 4) {
    const auto due = reader.due_events(now, limit);
    bool offered = false;
    for (const DueEvent& event : due) {
      if (!admits[event.key.system] && crews_.contains(event.key.system)) continue;
      // A record of a system that the project no longer names still ends: any crew may filter it out.
      const std::string system = crews_.contains(event.key.system) ? event.key.system : crews_.begin()->first;
      offered |= offer({system, lane_of(event.key), event.key});
    }
    if (offered || due.size() < limit) return;
  }
}

/// For `status`, which sees the store only. Written when it changes.
void Dispatcher::say_closed(Reader& reader, const std::string& system, const std::string& why) {
  if (reader.setting(closed_key(system)).value_or("") == why) return;
  commit(cx_, [&](Tx& tx) { tx.set_setting(closed_key(system), why); });
}

/// A write of an entity that has times of its own leaves the queue until they open, at most for an hour: the project
/// may say something else by then.
bool Dispatcher::is_postponed(Reader& reader, const DueEffect& due, Instant now) {
  if (!entities_have_times_ || due.state != EffectState::planned) return false;
  const auto effect = reader.effect(due.id);
  if (!effect) return false;
  const WriteTimes& times = cx_.setup.rules_of(due.system, effect->key.object).times;
  if (is_open(times, now)) return false;
  const Instant opens = next_opening(times, now);
  Plan later;
  EffectOutcome outcome;
  outcome.id = due.id;
  outcome.state = EffectState::planned;
  outcome.due_at = std::min(opens, now + hours(1));
  outcome.reason = "closed until " + to_iso(opens) + ": " + why_closed(times, now);
  later.outcomes.push_back(std::move(outcome));
  commit(cx_, [&](Tx& tx) { return tx.commit(later).ok(); });
  return true;
}

std::optional<Instant> Dispatcher::hand_out_effects(Reader& reader, const std::string& system, bool stopped,
                                                    Instant now) {
  const Instant ready = health_.ready_at(system, now);
  if (ready > now) return ready;
  const WriteTimes& times = cx_.setup.systems.at(system).times;
  const bool open = is_open(times, now);
  const Instant opens = open ? now : next_opening(times, now);
  say_closed(reader, system, open ? "" : "until " + to_iso(opens) + ": " + why_closed(times, now));
  // Settling only reads: it passes a closed window and a stop.
  const auto due =
      open && !stopped ? reader.due_effects(system, now, first_look) : reader.due_to_settle(system, now, first_look);
  for (const DueEffect& each : due) {
    if (!has_room(system)) break;
    if (!is_postponed(reader, each, now)) offer({system, lane_of(each), each.id});
  }
  return open ? std::nullopt : std::optional(opens);
}

}  // namespace syncline
