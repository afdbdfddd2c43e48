#include "engine/poller.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <span>

#include "base/hash.h"
#include "base/mutant.h"
#include "decide/retry.h"
#include "engine/calls.h"
#include "engine/files.h"
#include "engine/lateness.h"
#include "engine/stages.h"

namespace syncline {
namespace {

/// An event for each record of a page.
std::vector<NewEvent> events_of(Context& cx, const std::string& stream, Page& page, EventSource source) {
  std::vector<NewEvent> events;
  const Instant now = cx.rt.now();
  for (NativeRecord& record : page.records) {
    NewEvent event = hint(record.key, source, now);
    event.priority = source == EventSource::poll ? Priority::poll : Priority::batch;
    // Listed again in the overlap: without this, each pass would read every record that changed lately.
    if (page.hints && !record.version.empty()) event.dedup = "listed/" + stream + "/" + record.version;
    if (!page.hints) show(cx.setup, event, std::move(record), now);
    events.push_back(std::move(event));
  }
  for (const RecordFault& fault : page.faulty) {
    NewEvent event = hint(fault.key, source, now);
    event.priority = source == EventSource::poll ? Priority::poll : Priority::batch;
    // The same fault, listed again in the overlap, is one event.
    event.dedup = "fault/" + fault.key.object + "/" + fault.key.native + "/" + std::to_string(fault.stamp.value_or(0)) +
                  "/" + fault.error.code;
    events.push_back(std::move(event));
  }
  return events;
}

struct Position {
  std::string cursor;
  std::string stored_as;  ///< object name of the cursor row
};

/// Where a pass has been. A list that moves under it may lead back some times; one whose pages do not fit together, or
/// whose tokens go round, would be asked without an end.
class Trail {
 public:
  Result<void, Error> enter(const std::string& system, const std::string& stream, const std::string& position) {
    if (++times_[xxh3(position)] <= most) return {};
    return fail(Error{ErrorClass::transient,
                      "poll.circle",
                      "its pages lead back to where they began, again and again",
                      system + " list " + stream,
                      "when it lasts, look what the system answers to this list",
                      {}});
  }

 private:
  static constexpr int most = 20;
  std::map<Hash128, int> times_;
};

/// Reads one page and stores its events with the cursor.
Result<bool, Error> take_page(Context& cx, const std::string& system, const std::string& stream, ListMode mode,
                              EventSource source, Position& at, Pass& pass, std::set<std::string>* met) {
  SystemPort& port = *cx.setup.systems.at(system).port;
  const Instant scanned = cx.rt.now();
  auto page = port.list(stream, mode, at.cursor, call_context(cx, system, Priority::poll, ""));
  if (!page) return fail(page.error());
  cx.rt.point("poll.page");
  pass.records += page->records.size() + page->faulty.size();
  if (met) {
    for (const NativeRecord& record : page->records) met->insert(record.key.native);
    for (const RecordFault& fault : page->faulty) met->insert(fault.key.native);
  }
  if (mutant("cursor-by-highest-stamp")) {
    std::int64_t highest = std::strtoll(page->next.c_str(), nullptr, 10);
    for (const NativeRecord& record : page->records) highest = std::max(highest, record.stamp.value_or(0) + 1);
    page->next = std::to_string(highest);
  }
  const auto events = events_of(cx, stream, *page, source);
  const CursorPosition move{system, at.stored_as, page->next, scanned};
  if (mutant("cursor-before-events")) {
    commit(cx, [&](Tx& tx) { tx.accept({}, &move); });
    cx.rt.point("poll.cursor_moved");
  }
  const Accepted accepted = commit(cx, [&](Tx& tx) { return tx.accept(events, &move); });
  pass.events += accepted.events.size();
  pass.duplicates += accepted.duplicates;
  at.cursor = page->next;
  pass.partial |= page->partial;
  pass.late = page->late;
  if (!accepted.events.empty()) cx.new_work();
  return page->more;
}

/// What was read of it will not change: the system keeps it no longer.
bool is_complete(Reader& reader, const RecordKey& key) {
  const auto link = reader.link(reader.link_of(key));
  const Member* member = link ? link->shadow.member(key) : nullptr;
  return member && member->state == RecordState::live && member->version.empty();
}

/// Known records that a full pass did not meet: each is read by itself, unless it is complete; only that reading can
/// say that it is gone.
void look_for_missing(Context& cx, const std::string& system, const std::string& object,
                      const std::set<std::string>& met) {
  const ObjectTraits* traits = cx.setup.systems.at(system).port->traits(object);
  std::string after;
  for (;;) {
    const auto reader = cx.store.reader();
    const auto known = reader->records(system, object, after, 500);
    if (known.empty()) return;
    std::vector<NewEvent> missing;
    for (const RecordKey& key : known) {
      if (met.contains(key.native) || (traits && traits->completes && is_complete(*reader, key))) continue;
      missing.push_back(hint(key, EventSource::sweep, cx.rt.now()));
      if (mutant("partial-listing-deletes"))
        missing.back().record = NativeRecord{key, RecordState::gone, "", std::nullopt, "", {}};
    }
    if (!missing.empty()) {
      commit(cx, [&](Tx& tx) { tx.accept(missing, nullptr); });
      cx.new_work();
    }
    after = known.back().native;
  }
}

Result<void, Error> first_load(Context& cx, const PollPlan& plan) {
  const ObjectTraits* traits = cx.setup.systems.at(plan.system).port->traits(plan.object);
  const auto load = [&] {
    if (traits->has_stamp) {  // before a sweep, so that nothing falls between the two
      auto pass = changes_pass(cx, plan.system, plan.object, EventSource::backfill);
      // Some systems say so of a list in which nothing is. It is there: it has answered before.
      if (!pass && pass.error().cls == ErrorClass::not_found && cx.store.reader()->cursor(plan.system, plan.object))
        pass = Pass{};
      if (!pass || !traits->changes_begin_late) return pass;
    }
    return sweep_pass(cx, plan.system, plan.object, EventSource::backfill);
  };
  const auto loaded = [&] { commit(cx, [&](Tx& tx) { tx.set_setting(loaded_key(plan.system, plan.object), "yes"); }); };
  if (mutant("loaded-before-read")) loaded();
  auto pass = load();
  // What a late replica did not show yet would be created a second time. A record that is edited between two pages may
  // be on neither, where they come from replicas that lag differently: who sees something new looks once more.
  const int most_looks = mutant("first-load-once") ? 0 : mutant("first-load-twice") ? 1 : 3;
  const int looks = traits->read_lag.us > 0 ? most_looks : 0;
  for (int look = 0; pass && look < looks && (look == 0 || pass->events > 0); ++look) {
    cx.rt.sleep_for(traits->read_lag);
    pass = load();
  }
  if (!pass) return fail(pass.error());
  loaded();
  cx.new_work();
  return {};
}

/// Objects that this one refers to are loaded first, so that parents are linked when their children come.
void wait_for_needs(Context& cx, const PollPlan& plan) {
  const ObjectTraits* traits = cx.setup.systems.at(plan.system).port->traits(plan.object);
  if (!traits) return;
  for (const std::string& needed : traits->needs) {
    if (!cx.setup.policy_of(plan.system, needed)) continue;
    while (cx.store.reader()->setting(loaded_key(plan.system, needed)) != "yes") cx.rt.sleep_for(milliseconds(200));
  }
}

/// When everything was last read, also by a process before this one; the first load counts.
Instant last_sweep(Context& cx, const PollPlan& plan) {
  return {
      std::strtoll(cx.store.reader()->setting(swept_key(plan.system, plan.object)).value_or("0").c_str(), nullptr, 10)};
}

void remember_sweep(Context& cx, const PollPlan& plan, Instant begun) {
  commit(cx, [&](Tx& tx) { tx.set_setting(swept_key(plan.system, plan.object), std::to_string(begun.us)); });
}

/// What was asked for in one round. What fails holds up nothing else.
struct Round {
  std::optional<Error> error;  ///< the first one
  bool any = false;            ///< something was answered

  void take(const Result<Pass, Error>& pass) {
    any |= pass.ok();
    if (!pass && !error) error = pass.error();
  }
};

Round one_round(Context& cx, const PollPlan& plan) {
  const Instant begun = cx.rt.now();
  if (cx.store.reader()->setting(loaded_key(plan.system, plan.object)) != "yes") {
    wait_for_needs(cx, plan);
    remember_sweep(cx, plan, begun);
    const auto loaded = first_load(cx, plan);
    return loaded ? Round{{}, true} : Round{loaded.error(), false};
  }
  Round round;
  const ObjectTraits* traits = cx.setup.systems.at(plan.system).port->traits(plan.object);
  if (traits->has_stamp) {
    const auto pass = changes_pass(cx, plan.system, plan.object, EventSource::poll);
    if (pass && cx.lateness) cx.lateness->note(cx, plan.system, plan.object, pass->late);
    round.take(pass);
  }
  for (const std::string& stream : traits->streams)
    round.take(changes_pass(cx, plan.system, plan.object + "/" + stream, EventSource::poll));
  if (mutant("sweeps-skipped")) return round;
  if (!traits->has_stamp || begun - last_sweep(cx, plan) >= plan.sweep_every) {
    const auto pass = sweep_pass(cx, plan.system, plan.object, EventSource::sweep);
    if (pass) remember_sweep(cx, plan, begun);
    round.take(pass);
  }
  if (!round.error) sweep_files(cx, plan);
  return round;
}

/// Of what our own network code says the words are logged, too: they name addresses and no user data.
void log_failure(Context& cx, const PollPlan& plan, const Error& error, std::uint32_t failures) {
  Map fields{{"system", plan.system},
             {"object", plan.object},
             {"class", std::string(name_of(error.cls))},
             {"code", error.code},
             {"failures", static_cast<std::int64_t>(failures)}};
  if (error.code.starts_with("net.")) fields.set("detail", error.message);
  cx.log.write({LogLevel::warn, "A poll failed; it goes on from the same place later", std::move(fields)});
}

}  // namespace

Result<Pass, Error> changes_pass(Context& cx, const std::string& system, const std::string& stream,
                                 EventSource source) {
  Pass pass;
  Position at{"", stream};
  if (const auto stored = cx.store.reader()->cursor(system, stream)) at.cursor = stored->position;
  Trail trail;
  for (;;) {
    if (auto free = trail.enter(system, stream, at.cursor); !free) return fail(free.error());
    const auto more = take_page(cx, system, stream, ListMode::changes, source, at, pass, nullptr);
    if (!more) return fail(more.error());
    if (!*more) return pass;
  }
}

Result<Pass, Error> sweep_pass(Context& cx, const std::string& system, const std::string& object, EventSource source) {
  Pass pass;
  Position at{"", object + "#sweep"};
  std::set<std::string> met;
  Trail trail;
  for (;;) {
    if (auto free = trail.enter(system, object, at.cursor); !free) return fail(free.error());
    const auto more = take_page(cx, system, object, ListMode::sweep, source, at, pass, &met);
    if (!more) return fail(more.error());
    if (!*more) break;
  }
  if (!pass.partial) look_for_missing(cx, system, object, met);
  return pass;
}

void poll_forever(Context& cx, const PollPlan& plan) {
  std::uint32_t failures = 0;
  for (;;) {
    const Round round = one_round(cx, plan);
    Instant next = cx.rt.now() + plan.interval;
    failures = round.error ? failures + 1 : 0;
    if (round.error) {
      const Instant later = next_try(*round.error, failures, ~0u, cx.rt.now(), cx.rt.random()).at;
      next = round.any ? std::min(next, later) : later;
      log_failure(cx, plan, *round.error, failures);
    }
    cx.rt.sleep_until(next);
  }
}

}  // namespace syncline
