#include "tests/sim/history.h"

#include "store/open.h"
#include "tests/sim/invariants.h"
#include "tests/sim/world.h"

namespace syncline::sim {
namespace {

void judge_now(SimScheduler& scheduler, World& world, History& history) {
  auto process = scheduler.process("judge");
  Task task = process->spawn("judge", [&] {
    StoreOptions where;
    where.path = "syncline.db";
    where.vfs = world.engine().disk().vfs();
    auto store = open_store(*process, where);
    if (!store) {
      history.violations.push_back("the store does not open any more: " + describe(store.error()));
      return;
    }
    Judgement judgement = judge(world, *(*store)->reader());
    history.violations.insert(history.violations.end(), judgement.violations.begin(), judgement.violations.end());
    history.counts = std::move(judgement.counts);
  });
  task.join();
}

}  // namespace

History live(const HistoryOptions& options) {
  History history;
  SimOptions how;
  how.seed = options.seed;
  how.max_steps = 150'000;
  if (options.story) how.trace = [&](std::string_view line) { history.story.emplace_back(line); };
  const auto scheduler = options.baton ? make_baton_scheduler(how) : make_scheduler(how);
  std::optional<World> world;
  const SimEnd end = scheduler->run([&] {
    world.emplace(*scheduler, options.seed);
    world->run();
    judge_now(*scheduler, *world, history);
    for (const auto& system : world->systems()) {
      for (const auto& [site, count] : system->fired()) history.counts["fault: " + site] += count;
    }
    history.counts["crashes"] += world->engine().crashes();
    history.counts["webhooks taken"] += world->engine().hints();
    history.counts["edits"] += world->typed().size();
    world.reset();
  });
  if (end.how != SimEnd::How::finished) history.violations.push_back("the history did not end: " + end.detail);
  for (const auto& [name, count] : scheduler->points()) {
    if (count.crashed > 0) history.counts["crash at " + name] += count.crashed;
  }
  history.hash = end.hash;
  history.steps = end.steps;
  return history;
}

}  // namespace syncline::sim
