#include "tests/sim/engine_life.h"

#include "engine/calls.h"
#include "store/open.h"
#include "tests/sim/findings.h"
#include "tests/sim/only.h"
#include "tests/sim/quirks.h"

namespace syncline::sim {
namespace {

/// A generator beside the one given, which does not move.
Prng beside(Prng chance) { return chance.fork(); }

}  // namespace

EngineLife::EngineLife(SimScheduler& scheduler, Prng chance, Rules rules)
    : scheduler_(scheduler),
      chance_(chance),
      rules_(std::move(rules)),
      crash_rate_(chance_.chance(2, 3) ? static_cast<std::uint32_t>(chance_.below(6000)) : 0),
      power_(beside(chance_)),
      cuts_power_(power_.chance(1, 2) && happens("power cuts")),
      supervisor_(scheduler.world().make_parker()) {}

void EngineLife::begin() {
  supervision_ = scheduler_.world().spawn("supervisor", [this] { supervise(); });
}

void EngineLife::restart(std::function<void()> change) {
  change_ = std::move(change);
  supervisor_->unpark();
}

void EngineLife::heal() {
  healed_ = true;
  supervisor_->unpark();
}

void EngineLife::end() {
  over_ = true;
  supervisor_->unpark();
  supervision_.join();
  for (std::size_t i = 0; i < errands_.size(); ++i) errands_[i].join();
}

void EngineLife::tell(const RecordKey& key, Prng& chance) {
  for (std::uint64_t copies = chance.below(3); copies > 0; --copies) {
    const Duration delay{static_cast<std::int64_t>(chance.below(20'000'000))};
    if (!happens("webhook from " + key.system)) continue;
    errands_.push_back(scheduler_.world().spawn("webhook", [this, key, delay] {
      scheduler_.world().sleep_for(delay);
      if (!engine_ || !process_ || process_->dead()) return;
      intakes_.push_back(process_->spawn("intake", [this, key] {
        if (!engine_) return;
        ++hints_;
        const auto taken = engine_->accept({hint(key, EventSource::webhook, scheduler_.now())});
        if (!taken) return;
        for (const EventId id : taken->events) acknowledged_.push_back({id, key});
      }));
    }));
  }
}

void EngineLife::order(std::function<void(Store&)> what) {
  if (!engine_ || !process_ || process_->dead()) return;
  intakes_.push_back(process_->spawn("operator", [this, what = std::move(what)] {
    if (!engine_) return;
    what(*store_);
    if (engine_) engine_->wake();
  }));
}

bool EngineLife::has_work() {
  if (!engine_ || !process_ || process_->dead()) return true;
  bool open = true;
  Task look = process_->spawn("onlooker", [this, &open] {
    if (store_) open = is_anything_open(*store_->reader());
  });
  look.join();
  return open;
}

void EngineLife::start() {
  SimProcessOptions options;
  options.crash_per_million = healed_ || crash_rate_ == 0 || !happens("mortal process") ? 0 : crash_rate_;
  options.on_crash = [this](std::string_view) {
    ++crashes_;
    lose_memory();
    supervisor_->unpark();
  };
  process_ = scheduler_.process("engine", options);
  main_ = process_->spawn("main", [this, &process = *process_] {
    StoreOptions where;
    where.path = "syncline.db";
    where.vfs = disk_.vfs();
    auto store = open_store(process, where);
    if (!store) throw Stopped{};
    Engine engine(process, **store, rules_(process), silent_log(), [](const Error&) {});
    struct Reachable {
      EngineLife& life;
      Reachable(EngineLife& l, Engine& e, Store& s) : life(l) {
        life.engine_ = &e;
        life.store_ = &s;
      }
      ~Reachable() {
        life.engine_ = nullptr;
        life.intakes_.clear();  // as a server does that stops: what it has begun ends before the store goes
      }
    } reachable(*this, engine, **store);
    engine.start();
    process.sleep_until(far_future);
  });
}

/// At the moment of death: nothing that unwinds afterwards reaches the disk.
void EngineLife::lose_memory() {
  if (!have_habits()) return;
  if (!cuts_power_ || !power_.chance(1, 2)) {
    disk_.crash();
    return;
  }
  ++power_cuts_;
  scheduler_.note("power cut");
  disk_.power_cut(power_.next());
  if (on_power_cut) on_power_cut(power_);
}

void EngineLife::stop() {
  if (!process_->dead()) lose_memory();
  scheduler_.kill(*process_);
  main_.join();
  engine_ = nullptr;
}

void EngineLife::supervise() {
  while (!over_) {
    start();
    supervisor_->park(far_future);
    stop();
    if (over_) return;
    scheduler_.note("engine died");
    if (change_) change_();
    change_ = nullptr;
    scheduler_.world().sleep_for(Duration{static_cast<std::int64_t>(chance_.below(5'000'000))});
  }
}

}  // namespace syncline::sim
