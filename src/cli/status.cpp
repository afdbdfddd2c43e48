#include <iostream>
#include <set>

#include "api/as_json.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/show.h"
#include "cli/waiting.h"
#include "engine/dispatcher.h"
#include "engine/lateness.h"

namespace syncline::cli {
namespace {

constexpr std::size_t most_waiting = 20;

using Numbers = std::map<std::string, std::uint64_t>;

Value value_of(const Numbers& numbers) {
  Map map;
  for (const auto& [name, count] : numbers) map.set(name, static_cast<std::int64_t>(count));
  return map;
}

void print(const char* title, const Numbers& numbers) {
  for (const auto& [name, count] : numbers) {
    if (count > 0) std::cout << title << name << ": " << count << "\n";
  }
}

/// What keeps writes from going out: what people stopped, what waits for them, what the calendar closes.
struct Barriers {
  std::vector<Stop> stops;
  std::vector<Hold> holds;
  std::map<std::string, std::string> closed;        ///< system → until when and why
  std::vector<Late> late;                           ///< what should have come by now
  std::vector<std::pair<Effect, Instant>> waiting;  ///< for another record to exist, and until when; the oldest first
  std::vector<Effect> unsettled;                    ///< nobody knows yet whether they happened
};

Barriers barriers_of(Reader& reader, const Counts& counts) {
  Barriers barriers{reader.stops(), reader.holds(true, 100), {}, late_in(reader), {}, {}};
  for (const Effect& effect : reader.overdue(far_future, most_waiting))
    barriers.waiting.emplace_back(effect, deadline_of(reader, effect).value_or(far_future));
  std::set<std::string> systems;
  for (const Numbers* each : {&counts.records, &counts.effects}) {
    for (const auto& [name, n] : *each) systems.insert(name.substr(0, name.find(' ')));
  }
  for (const std::string& system : systems) {
    const std::string closed = reader.setting(closed_key(system)).value_or("");
    if (!closed.empty()) barriers.closed.emplace(system, closed);
    for (const DueEffect& due : reader.due_to_settle(system, far_future, most_waiting)) {
      if (auto effect = reader.effect(due.id)) barriers.unsettled.push_back(std::move(*effect));
    }
  }
  return barriers;
}

void print_text(const Barriers& barriers) {
  for (const Stop& stop : barriers.stops) std::cout << "STOPPED: " << text_of(stop) << "\n";
  for (const Hold& hold : barriers.holds) std::cout << "HELD: " << line_of(hold, {}) << "\n";
  for (const auto& [system, why] : barriers.closed)
    std::cout << "CLOSED: writes to " << system << " wait " << why << "\n";
  for (const auto& [system, object, detail] : barriers.late)
    std::cout << "LATE: " << system << " " << object << ": " << detail << "\n";
  for (const auto& [effect, until] : barriers.waiting)
    std::cout << "WAITING: " << name_of(effect.op) << " " << text_of(effect.key) << " of link:" << effect.link.n << " "
              << effect.reason << ", until " << when(until) << "\n";
  for (const Effect& effect : barriers.unsettled)
    std::cout << "UNSETTLED: " << name_of(effect.op) << " " << text_of(effect.key) << " of link:" << effect.link.n
              << ", looked after again " << (effect.due_at.us == 0 ? "now" : "at " + when(effect.due_at)) << ": "
              << effect.reason << "\n";
}

void print_json(const Counts& counts, const Barriers& barriers, const std::string& refused) {
  List stopped, held, waiting, unsettled;
  Map closed, late;
  for (const Stop& stop : barriers.stops) stopped.push_back(value_of(stop));
  for (const Hold& hold : barriers.holds) held.push_back(value_of(hold, {}));
  for (const auto& [system, why] : barriers.closed) closed.set(system, why);
  for (const auto& [system, object, detail] : barriers.late) late.set(system + " " + object, detail);
  for (const auto& [effect, until] : barriers.waiting) waiting.push_back(value_of(effect));
  for (const Effect& effect : barriers.unsettled) unsettled.push_back(value_of(effect));
  std::cout << write_json_pretty(
                   Map{{"stops", std::move(stopped)},
                       {"holds", std::move(held)},
                       {"closed", std::move(closed)},
                       {"late", std::move(late)},
                       {"waiting", std::move(waiting)},
                       {"unsettled", std::move(unsettled)},
                       {"records", value_of(counts.records)},
                       {"links", value_of(counts.links)},
                       {"events", value_of(counts.events)},
                       {"effects", value_of(counts.effects)},
                       {"open_conflicts", static_cast<std::int64_t>(counts.open_conflicts)},
                       {"dead_letters", static_cast<std::int64_t>(counts.dead_letters)},
                       {"refused_project", refused},
                       {"duplicates", static_cast<std::int64_t>(counts.duplicates)},
                       {"oldest_queued", counts.oldest_queued ? Value(to_iso(*counts.oldest_queued)) : Value()}})
            << "\n";
}

void print_text(const Counts& counts, const std::string& refused) {
  print("records in ", counts.records);
  print("links of ", counts.links);
  print("events ", counts.events);
  print("writes to ", counts.effects);
  std::cout << "readings that said nothing new: " << counts.duplicates << "\n"
            << "open conflicts: " << counts.open_conflicts << "\n"
            << "dead letters: " << counts.dead_letters << "\n"
            << "oldest event waiting: " << (counts.oldest_queued ? to_iso(*counts.oldest_queued) : "none") << "\n";
  if (!refused.empty())
    std::cout << "\nThe project was changed and has errors, so what ran before goes on:\n\n" << refused << "\n";
}

}  // namespace

int status(const Options& options) {
  return read_data(options.data, [&](Reader& reader) {
    const Counts counts = reader.counts();
    const std::string refused = reader.setting(refused_project_key).value_or("");
    const Barriers barriers = barriers_of(reader, counts);
    if (!options.json) print_text(barriers);
    options.json ? print_json(counts, barriers, refused) : print_text(counts, refused);
    return Exit::done;
  });
}

}  // namespace syncline::cli
