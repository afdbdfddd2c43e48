#include "engine/dispatcher.h"

#include <algorithm>

#include "base/mutant.h"
#include "engine/deliver.h"
#include "engine/due_together.h"
#include "engine/observe.h"
#include "engine/outcomes.h"

namespace syncline {
namespace {

constexpr std::size_t most_due = 4096;          // of due work that is looked at in one round
constexpr Duration rest = milliseconds(1);      // after handing out: what comes meanwhile is handed out together
constexpr Duration good_for = seconds(1);       // what was checked when a job was handed out
constexpr Duration patience = milliseconds(5);  // of a decision, until a worker is free for its write

std::string lane_of(const RecordKey& key) { return key.system + '\n' + key.object + '\n' + key.native; }
std::string lane_of(const DueEffect& due) {
  if (mutant("two-writes-at-once")) return "effect\n" + std::to_string(due.id.n);
  return "link\n" + std::to_string(due.link.n) + '\n' + due.slot;
}

/// Is everything that may be written to this system stopped? Of entities and links the store keeps the writes back.
bool stops_writes(const std::vector<Stop>& stops, const std::string& system) {
  return std::ranges::any_of(stops, [&](const Stop& stop) {
    return !stop.link && stop.entity.empty() && (stop.system.empty() || stop.system == system);
  });
}

/// What is busy, and its effect, is dropped from the job; it is wanted again when its lane is free.
void claim_lanes(std::vector<std::string>& lanes, std::vector<EffectId>* effects,
                 std::unordered_map<std::string, bool>& busy) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    const auto [lane, is_free] = busy.try_emplace(lanes[i], false);
    lane->second = !is_free;
    if (!is_free) continue;
    if (effects) (*effects)[kept] = (*effects)[i];
    if (kept != i) lanes[kept] = std::move(lanes[i]);
    ++kept;
  }
  lanes.resize(kept);
  if (effects) effects->resize(kept);
}

/// The most records that one call writes there.
int most_together(const SystemPort& port, const std::string& object, EffectOp op) {
  const ObjectTraits* traits = port.traits(object);
  if (!traits) return 1;
  const auto most = traits->together.find(op);
  return most == traits->together.end() ? 1 : most->second;
}

/// The same of any object that is synced there.
int most_together(const EngineSetup& setup, const std::string& system, const SystemPort& port) {
  int most = 1;
  for (const auto& policy : setup.entities) {
    for (const SlotRule& slot : policy->slots) {
      const ObjectTraits* traits = slot.system == system ? port.traits(slot.object) : nullptr;
      for (const auto& [op, each] : traits ? traits->together : std::map<EffectOp, int>{}) most = std::max(most, each);
    }
  }
  return most;
}

}  // namespace

std::string closed_key(const std::string& system) { return "closed/" + system; }

Dispatcher::Dispatcher(Context& cx, Health& health)
    : cx_(cx), health_(health), limits_(cx), parker_(cx.rt.make_parker()) {
  for (const auto& [name, system] : cx.setup.systems) {
    Crew& crew = crews_[name];
    crew.concurrency = std::clamp(system.concurrency, 1, 25);
    crew.jobs = std::make_unique<Queue<Job>>(cx.rt, static_cast<std::size_t>(crew.capacity()));
    crew.most_together = most_together(cx.setup, name, *system.port);
  }
  crews_[own_crew].concurrency = own_workers;
  crews_[own_crew].jobs = std::make_unique<Queue<Job>>(cx.rt, static_cast<std::size_t>(crews_[own_crew].capacity()));
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
  return std::ranges::all_of(crews_, [](const auto& entry) { return entry.second.busy == 0; });
}

void Dispatcher::run() {
  while (!cx_.rt.stopping()) {
    const Instant now = cx_.rt.now();
    const Round round = hand_out(now);
    if (round.offered) cx_.rt.sleep_until(now + rest);
    // Not found due now: woken by new or finished work, or by the next due time, and once a minute in any case.
    parker_->park(std::min(round.next.value_or(now + minutes(1)), now + minutes(1)));
  }
}

void Dispatcher::work(const std::string& crew) {
  Queue<Job>& jobs = *crews_.at(crew).jobs;
  while (auto job = jobs.pop()) {
    auto* licensed = std::get_if<LicensedWrite>(&job->what);
    if (!may_begin(*job)) {
      if (licensed) put_back(cx_, licensed->effect, "its system is not to be called now");  // else it still is planned
    } else if (licensed) {
      deliver(cx_, std::move(*licensed));
    } else if (const RecordKey* record = std::get_if<RecordKey>(&job->what)) {
      observe(cx_, *record);
    } else {
      deliver(cx_, std::get<std::vector<EffectId>>(job->what));
    }
    finish(*job);
  }
}

/// A job that waited while its system failed or throttled us, or for so long that its window may have closed, does not
/// begin.
bool Dispatcher::may_begin(const Job& job) {
  const Instant now = cx_.rt.now();
  return now - job.handed_out <= good_for && health_.ready_at(job.system, now) <= now;
}

void Dispatcher::finish(const Job& job) {
  bool look_again = false;
  {
    const std::lock_guard hold(mutex_);
    Crew& crew = crews_.at(job.system);
    --crew.busy;
    crew.large -= job.is_large() ? 1 : 0;
    look_again = crew.runs_out();
    for (const std::string& each : job.lanes) {
      const auto lane = busy_lanes_.find(each);
      look_again |= lane->second;
      busy_lanes_.erase(lane);
    }
  }
  if (look_again) wake();
}

bool Dispatcher::has_room(const std::string& system) {
  const std::lock_guard hold(mutex_);
  const auto crew = crews_.find(system);
  return crew != crews_.end() && crew->second.has_room();
}

bool Dispatcher::has_room_for_large(const std::string& system) {
  const std::lock_guard hold(mutex_);
  return crews_.at(system).has_room_for_large();
}

bool Dispatcher::is_full() {
  const std::lock_guard hold(mutex_);
  return std::ranges::none_of(crews_, [](const auto& entry) { return entry.second.has_room(); });
}

bool Dispatcher::offer(Job job) {
  Crew* crew = nullptr;
  {
    const std::lock_guard hold(mutex_);
    const auto found = crews_.find(job.system);
    if (closed_ || found == crews_.end() || !found->second.has_room()) return false;
    claim_lanes(job.lanes, std::get_if<std::vector<EffectId>>(&job.what), busy_lanes_);
    if (job.lanes.empty()) return false;
    crew = &found->second;
    crew->large += job.is_large() ? 1 : 0;
    ++crew->busy;
  }
  job.handed_out = cx_.rt.now();
  // Never blocks: the queue holds as many jobs as the crew may have.
  crew->jobs->push(std::move(job), cx_.rt.now());
  return true;
}

Dispatcher::Round Dispatcher::hand_out(Instant now) {
  Round round;
  if (is_full()) return round;  // the first to finish wakes us
  auto reader = cx_.store.reader();
  while (limits_.look(*reader)) reader = cx_.store.reader();  // what is handed out was looked at
  const std::vector<Stop> stops = reader->stops();
  round.next = reader->next_due(now);
  const auto not_before = [&](Instant at) {
    if (!round.next || at < *round.next) round.next = at;
  };
  for (const auto& [name, system] : cx_.setup.systems) {
    if (!has_room(name)) {
      say_writes_wait(name, true);
      continue;
    }
    if (const Instant ready = health_.ready_at(name, now); ready > now) {
      say_writes_wait(name, true);
      say_not_called(*reader, name, ready, now);
      not_before(ready);
      continue;
    }
    const bool open = is_open(system.times, now) || mutant("window-ignored");
    const Instant opens = open ? now : next_opening(system.times, now);
    if (!open) {
      say_closed(*reader, name, "until " + to_iso(opens) + ": " + why_closed(system.times, now));
    } else if (health_.trouble(name).empty()) {  // else what was said stays until a call succeeds
      say_closed(*reader, name, "");
    }
    if (!open) not_before(opens);
    round.offered |= hand_out_effects(*reader, name, !open || stops_writes(stops, name), now);
  }
  for (const std::string& system : reader->systems_with_events())
    round.offered |= hand_out_events(*reader, system, now);
  return round;
}

/// Looks at due work, and deeper when it met only busy lanes, else they would block others. True: some was taken.
template <class Look, class Take>
bool Dispatcher::fill(std::size_t enough, Look look, Take take) {
  for (std::size_t limit = std::min(most_due, enough); limit <= most_due; limit *= 4) {
    const auto due = look(limit);
    const bool offered = take(due);
    if (offered || due.size() < limit) return offered;
  }
  return false;
}

bool Dispatcher::hand_out_events(Reader& reader, const std::string& system, Instant now) {
  const bool has_crew = crews_.contains(system);
  if (has_crew && health_.ready_at(system, now) > now) return false;
  const std::string crew = has_crew ? system : own_crew;
  if (!has_room(crew)) return false;
  return fill(
      static_cast<std::size_t>(2 * crews_.at(crew).capacity()),
      [&](std::size_t limit) { return reader.due_events(system, now, limit); },
      [&](const std::vector<DueEvent>& due) {
        bool offered = false;
        for (const DueEvent& each : due) {
          if (!has_room(crew)) break;
          offered |= offer({crew, {lane_of(each.key)}, each.key});
        }
        return offered;
      });
}

bool Dispatcher::offer_effects(Reader& reader, const std::string& system, std::span<const DueEffect> effects,
                               Instant now) {
  Job job{system, {}, std::vector<EffectId>{}};
  for (const DueEffect& each : effects) {
    if (is_postponed(reader, each, now)) continue;
    job.lanes.push_back(lane_of(each));
    std::get<std::vector<EffectId>>(job.what).push_back(each.id);
  }
  return !job.lanes.empty() && offer(std::move(job));
}

bool Dispatcher::hand_out_effects(Reader& reader, const std::string& system, bool settle_only, Instant now) {
  const SystemPort& port = *cx_.setup.systems.at(system).port;
  const auto most = [&](const std::string& object, EffectOp op) { return most_together(port, object, op); };
  std::size_t looked_at = 0;
  bool some_wait = settle_only;
  // Settling only reads: it passes a closed window and a stop.
  const bool offered_any = fill(
      crews_.at(system).reach(),
      [&](std::size_t limit) {
        looked_at = limit;
        return settle_only ? reader.due_to_settle(system, now, limit) : reader.due_effects(system, now, limit);
      },
      [&](const std::vector<DueEffect>& due) {
        bool offered = false;
        for (const auto& group : due_together(due, most)) {
          const std::span<const DueEffect> all(group);
          const std::size_t size = has_room_for_large(system) ? all.size() : 1;
          for (std::size_t at = 0; at < all.size() && has_room(system); at += size)
            offered |= offer_effects(reader, system, all.subspan(at, size), now);
        }
        some_wait |= due.size() >= looked_at || !has_room(system);
        return offered;
      });
  say_writes_wait(system, some_wait);
  return offered_any;
}

void Dispatcher::say_writes_wait(const std::string& system, bool wait) {
  const std::lock_guard hold(mutex_);
  crews_.at(system).writes_wait = wait;
}

bool Dispatcher::may_be_written(const NewEffect& effect, Instant now) {
  const auto system = cx_.setup.systems.find(effect.key.system);
  return system != cx_.setup.systems.end() && health_.ready_at(effect.key.system, now) <= now &&
         is_open(system->second.times, now) &&
         is_open(cx_.setup.rules_of(effect.key.system, effect.key.object).times, now) &&
         most_together(*system->second.port, effect.key.object, effect.op) == 1 && cx_.setup.forbids(effect).empty();
}

/// Not past what waits in the store, which is looked at by its urgency; and not where writes go together, which is when
/// several are due.
bool Dispatcher::take_worker(const std::string& system) {
  const std::lock_guard hold(mutex_);
  Crew& crew = crews_.at(system);
  if (closed_ || crew.writes_wait || crew.busy >= crew.concurrency) return false;
  ++crew.busy;
  return true;
}

/// Deciding is faster than writing. Without the moment's patience it runs ahead of a system that is quick enough, and
/// then each write has to be looked for; with it, a slow system makes a decision wait for no more than that moment.
bool Dispatcher::reserve(Reader& reader, const NewEffect& effect, Instant now) {
  if (!may_be_written(effect, now) || !limits_.lets_go(reader, effect, now)) return false;
  for (const Instant end = now + patience; !take_worker(effect.key.system); cx_.rt.sleep_for(milliseconds(1))) {
    if (cx_.rt.now() < end) continue;
    limits_.forget(effect);
    return false;
  }
  return true;
}

/// Nobody is woken: the dispatcher's room is more than what can be reserved.
void Dispatcher::give_back(const NewEffect& effect) {
  {
    const std::lock_guard hold(mutex_);
    --crews_.at(effect.key.system).busy;
  }
  limits_.forget(effect);
}

void Dispatcher::begin(LicensedWrite write) {
  Crew& crew = crews_.at(write.effect.key.system);
  Job job{write.effect.key.system, {}, std::move(write), cx_.rt.now()};
  if (crew.jobs->push(job, job.handed_out)) return;
  const Effect effect = std::get<LicensedWrite>(job.what).effect;
  finish(job);
  put_back(cx_, effect, "no new calls: the process ends");
}

/// For `status`, which sees the store only. Written when it changes.
void Dispatcher::say_closed(Reader& reader, const std::string& system, const std::string& why) {
  auto said = said_closed_.find(system);
  if (said == said_closed_.end())
    said = said_closed_.emplace(system, reader.setting(closed_key(system)).value_or("")).first;
  if (said->second == why) return;
  commit(cx_, [&](Tx& tx) { tx.set_setting(closed_key(system), why); });
  said->second = why;
}

/// One line of the log for as long as it lasts, however often it is tried meanwhile.
void Dispatcher::say_not_called(Reader& reader, const std::string& system, Instant ready, Instant now) {
  constexpr Duration worth_telling = seconds(10);
  if (ready - now < worth_telling) return;
  const auto said = said_closed_.find(system);
  const bool is_news = said == said_closed_.end() || said->second.empty();
  say_closed(reader, system, "until " + to_iso(ready) + ": " + health_.trouble(system));
  if (is_news) {
    cx_.log.write({LogLevel::warn,
                   "A system is not called for now; what waits for it is kept, `syncline status` says why",
                   {{"system", system}, {"until", to_iso(ready)}}});
  }
}

/// A write of an entity that has times of its own leaves the queue until they open, at most for an hour: the project
/// may say something else by then.
bool Dispatcher::is_postponed(Reader& reader, const DueEffect& due, Instant now) {
  if (!entities_have_times_ || due.state != EffectState::planned) return false;
  const auto effect = reader.effect(due.id);
  if (!effect) return false;
  const WriteTimes& times = cx_.setup.rules_of(due.system, effect->key.object).times;
  if (is_open(times, now) || mutant("window-ignored")) return false;
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

}  // namespace syncline
