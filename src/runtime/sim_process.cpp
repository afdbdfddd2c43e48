#include <algorithm>

#include "runtime/leaf_mutex.h"
#include "runtime/sim_task.h"
#include "runtime/simulated.h"

namespace syncline {

namespace {

// So many refused calls come from no destructor or handler: the task ignores that it was stopped.
constexpr std::uint64_t refusals_allowed = 10'000;

Instant shifted(Instant at, Duration by) {
  std::int64_t us = 0;
  if (at == far_future || __builtin_add_overflow(at.us, by.us, &us)) return far_future;
  return Instant{us};
}

}  // namespace

class SimProcess::Place final : public Parker {
 public:
  explicit Place(SimProcess& process) : process_(process) {}

  bool park(Instant until) override {
    process_.enter("park");
    SimScheduler& scheduler = process_.scheduler_;
    if (permit_) {
      scheduler.pause();
    } else {
      waiter_ = scheduler.current_;
      scheduler.block(process_.true_time(until), SimScheduler::WakeOn::stop, "park");
      waiter_ = nullptr;
    }
    process_.throw_if_ending();
    return std::exchange(permit_, false);
  }

  void unpark() override {
    permit_ = true;
    if (waiter_) process_.scheduler_.wake(*waiter_);
  }

 private:
  SimProcess& process_;
  SimTask* waiter_ = nullptr;
  bool permit_ = false;
};

SimProcess::SimProcess(SimScheduler& scheduler, std::string name, SimProcessOptions options, std::uint64_t seed)
    : scheduler_(scheduler),
      name_(std::move(name)),
      options_(std::move(options)),
      random_(seed),
      faults_(random_.fork()) {
  dead_ = scheduler.torn_.has_value();
  scheduler_.processes_.push_back(this);
}

SimProcess::~SimProcess() {
  if (live_ != 0) scheduler_.kill(*this);
  std::erase(scheduler_.processes_, this);
}

Instant SimProcess::now() {
  latest_ = std::max(latest_, shifted(scheduler_.now(), options_.clock_skew));
  return latest_;
}

// What this process calls `at`, on the scheduler's clock.
Instant SimProcess::true_time(Instant at) const { return shifted(at, Duration{0} - options_.clock_skew); }

void SimProcess::sleep_until(Instant until) {
  enter("sleep");
  scheduler_.block(true_time(until), SimScheduler::WakeOn::stop, "sleep");
  throw_if_ending();
}

Task SimProcess::spawn(std::string_view name, std::function<void()> body) {
  require_no_leaf_lock("spawn");
  if (scheduler_.current_ && scheduler_.current_->process == this) enter("spawn", true);
  if (dead_) refuse("spawn");
  return scheduler_.spawn(*this, name, std::move(body));
}

std::unique_ptr<Parker> SimProcess::make_parker() { return std::make_unique<Place>(*this); }

void SimProcess::yield() {
  enter("yield");
  scheduler_.pause();
  throw_if_ending();
}

void SimProcess::point(std::string_view name) { enter(name); }

void SimProcess::service(std::string_view name, Duration lasts) {
  enter(name, true);
  if (lasts > Duration{0}) {
    scheduler_.block(shifted(scheduler_.now(), lasts), SimScheduler::WakeOn::death, "service");
  } else {
    scheduler_.pause();
  }
  require_alive();
}

void SimProcess::require_alive() {
  if (dead_) throw Stopped{};
}

void SimProcess::request_stop() {
  stopping_ = true;
  scheduler_.wake_tasks_of(*this, SimScheduler::WakeOn::stop);
}

void SimProcess::enter(std::string_view call, bool works_while_stopping) {
  require_no_leaf_lock(call);
  scheduler_.require_task(call, this);
  if (dead_) refuse(call);
  if (stopping_ && !works_while_stopping) throw Stopped{};
  if (killable_) crash_perhaps(call);
}

void SimProcess::refuse(std::string_view call) {
  if (++refused_ > refusals_allowed) {
    abort_simulation("'" + std::string(call) + "' again and again after the process died", scheduler_.current_,
                     "Stopped must end the task: catch (...) has to rethrow it.");
  }
  throw Stopped{};
}

void SimProcess::crash_perhaps(std::string_view call) {
  auto place = scheduler_.points_.find(call);
  if (place == scheduler_.points_.end()) place = scheduler_.points_.emplace(std::string(call), SimPointCount{}).first;
  ++place->second.passed;
  const auto own_rate = options_.crash_per_million_at.find(call);
  const std::uint32_t rate =
      own_rate == options_.crash_per_million_at.end() ? options_.crash_per_million : own_rate->second;
  const bool chosen =
      options_.crash_at && options_.crash_at->name == call && ++passes_of_crash_at_ == options_.crash_at->pass;
  if (!chosen && !faults_.chance(rate, 1'000'000)) return;
  ++place->second.crashed;
  scheduler_.note("crash of " + name_ + " at " + std::string(call));
  die();
  if (options_.on_crash) options_.on_crash(call);
  throw Stopped{};
}

void SimProcess::throw_if_ending() {
  if (stopping()) throw Stopped{};
}

void SimProcess::die() {
  if (std::exchange(dead_, true)) return;
  scheduler_.wake_tasks_of(*this, SimScheduler::WakeOn::death);
}

}  // namespace syncline
