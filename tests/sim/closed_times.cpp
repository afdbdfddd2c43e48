#include "tests/sim/closed_times.h"

#include "tests/sim/only.h"

namespace syncline::sim {
namespace {

/// Of what was looked at when a write was handed out, and of the call itself.
constexpr Duration on_its_way = seconds(2);

int minute_of_day(Instant at) { return static_cast<int>(at.us / minutes(1).us % (24 * 60)); }

/// Closed for some minutes early on, and once more later.
WriteTimes draw_times(Prng& plan, Instant begin) {
  const int first = minute_of_day(begin) + 1 + static_cast<int>(plan.below(7));
  const int opens = first + 2 + static_cast<int>(plan.below(7));
  const int second = opens + 1 + static_cast<int>(plan.below(20));
  const int opens_again = second + 1 + static_cast<int>(plan.below(4));
  WriteTimes times;
  times.open = {{"UTC", {}, 0, first}, {"UTC", {}, opens, second}, {"UTC", {}, opens_again, 24 * 60}};
  return times;
}

}  // namespace

ClosedTimes::ClosedTimes(Prng plan, Instant begin, const std::vector<std::unique_ptr<ModelSystem>>& systems) {
  if (!have_habits() || !plan.chance(1, 4) || !happens("closed times")) return;
  of_entity_ = plan.chance(1, 2);
  const bool all = plan.chance(1, 4);
  const std::size_t chosen = plan.below(systems.size());
  for (std::size_t i = 0; i < systems.size(); ++i) {
    if (all || i == chosen) times_[systems[i]->name()] = draw_times(plan, begin);
  }
}

void ClosedTimes::into(EngineSetup& setup, const std::string& object) const {
  for (const auto& [system, times] : times_) {
    if (of_entity_) {
      setup.write_rules[{system, object}].times = times;
    } else {
      setup.systems.at(system).times = times;
    }
  }
}

void ClosedTimes::judge(const ModelSystem& system, Judgement& out) const {
  const auto found = times_.find(system.name());
  if (found == times_.end()) return;
  for (const Entry& entry : system.ledger()) {
    if (entry.by == Entry::By::person) {
      out.counts["edits while a window was closed"] += !is_open(found->second, entry.at);
      continue;
    }
    if (entry.late || is_open(found->second, entry.at) || is_open(found->second, entry.at - on_its_way)) continue;
    out.violations.push_back("I11: " + system.name() + " #" + entry.id + " was written at " + to_iso(entry.at) +
                             ", while its window was closed");
  }
}

}  // namespace syncline::sim
