#include "tests/sim/history.h"

#include "store/open.h"
#include "tests/sim/customer_world.h"
#include "tests/sim/document_world.h"
#include "tests/sim/findings.h"
#include "tests/sim/only.h"
#include "tests/sim/quirks.h"

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
    Judgement judgement = world.judge(*(*store)->reader());
    nothing_acknowledged_is_lost(*(*store)->reader(), world.engine(), judgement);
    history.violations.insert(history.violations.end(), judgement.violations.begin(), judgement.violations.end());
    history.counts = std::move(judgement.counts);
  });
  task.join();
}

/// Every third history is one of deals and orders.
std::unique_ptr<World> world_of(SimScheduler& scheduler, std::uint64_t seed) {
  if (seed % 3 == 0) return std::make_unique<DocumentWorld>(scheduler, seed);
  return std::make_unique<CustomerWorld>(scheduler, seed);
}

}  // namespace

History live(const HistoryOptions& options) {
  History history;
  SimOptions how;
  how.seed = options.seed;
  how.max_steps = 150'000;
  if (options.story) how.trace = [&](std::string_view line) { history.story.emplace_back(line); };
  const auto scheduler = options.baton ? make_baton_scheduler(how) : make_scheduler(how);
  DocumentWorld::prepare();
  only(options.only);
  let_have_habits(options.habits || is_drawn_with_habits(options.seed));
  const SimEnd end = scheduler->run([&] {
    const std::unique_ptr<World> world = world_of(*scheduler, options.seed);
    world->run();
    judge_now(*scheduler, *world, history);
    history.counts["crashes"] += world->engine().crashes();
    history.counts["power cuts"] += world->engine().power_cuts();
    history.counts["webhooks taken"] += world->engine().hints();
  });
  if (end.how != SimEnd::How::finished) history.violations.push_back("the history did not end: " + end.detail);
  for (const auto& [name, count] : scheduler->points()) {
    if (count.crashed > 0) history.counts["crash at " + name] += count.crashed;
  }
  history.happened = what_happened();
  history.hash = end.hash;
  history.steps = end.steps;
  return history;
}

}  // namespace syncline::sim
