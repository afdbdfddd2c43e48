#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "runtime/leaf_mutex.h"
#include "runtime/sim_task.h"
#include "runtime/simulated.h"

namespace syncline {

namespace {

constexpr std::uint64_t steps_to_unwind = 1'000'000;

std::uint64_t hash_of_text(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

std::string full_name(const SimTask& task) { return task.process->name() + "/" + task.name; }

class SimJoin final : public Task::State {
 public:
  SimJoin(std::shared_ptr<SimTask> task, void (*wait)(SimTask&)) : task_(std::move(task)), wait_(wait) {}
  ~SimJoin() override { join(); }
  void join() override {
    if (task_->state != SimTask::State::done) wait_(*task_);
  }

 private:
  std::shared_ptr<SimTask> task_;
  void (*wait_)(SimTask&);
};

}  // namespace

void abort_simulation(std::string_view what, const SimTask* task, std::string_view remedy) {
  const std::string who = task ? full_name(*task) : "no task";
  std::fprintf(stderr, "simulation: %s: %.*s. %.*s\n", who.c_str(), static_cast<int>(what.size()), what.data(),
               static_cast<int>(remedy.size()), remedy.data());
  std::abort();
}

SimScheduler::SimScheduler(SimOptions options, std::unique_ptr<SimCarrier> carrier)
    : options_(std::move(options)),
      carrier_(std::move(carrier)),
      choice_(options_.seed),
      now_(options_.start),
      hash_(mix_bits(options_.seed)),
      step_limit_(options_.max_steps),
      world_(process("world")) {
  world_->killable_ = false;
}

SimScheduler::~SimScheduler() {
  world_.reset();
  if (!processes_.empty()) {
    abort_simulation("the scheduler ends before its process " + processes_.front()->name(), nullptr,
                     "Destroy every SimProcess before its SimScheduler.");
  }
}

std::unique_ptr<SimProcess> SimScheduler::process(std::string_view name, SimProcessOptions options) {
  const std::uint64_t seed = mix_bits(options_.seed) + ++last_process_;
  return std::unique_ptr<SimProcess>(new SimProcess(*this, std::string(name), std::move(options), seed));
}

SimEnd SimScheduler::run(std::function<void()> main) {
  if (current_ || torn_)
    abort_simulation("run() inside a run, or after a run that failed", current_, "Make a new one.");
  Task first = spawn(*world_, "main", std::move(main));
  current_ = choose();
  carrier_->transfer(carrier_->driver(), *current_->context);
  recycle_finished();
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  SimEnd end = torn_.value_or(SimEnd{});
  if (!torn_) end.hash = hash_, end.steps = steps_, end.at = now_;
  return end;
}

// --- tasks -----------------------------------------------------------------------------------------------------------

Task SimScheduler::spawn(SimProcess& process, std::string_view name, std::function<void()> body) {
  recycle_finished();
  auto task = std::make_shared<SimTask>();
  task->scheduler = this;
  task->process = &process;
  task->number = ++last_task_;
  task->name = name;
  task->body = std::move(body);
  task->context = carrier_->start(&SimScheduler::run_task, task.get());
  tasks_.emplace(task->number, task);
  runnable_.push_back(task.get());
  ++process.live_;
  return Task(std::make_unique<SimJoin>(std::move(task), [](SimTask& of) { of.scheduler->join(of); }));
}

void SimScheduler::run_task(void* raw) {
  SimTask& task = *static_cast<SimTask*>(raw);
  SimScheduler& scheduler = *task.scheduler;
  {
    const std::function<void()> body = std::exchange(task.body, nullptr);
    try {
      if (!task.process->dead()) body();
    } catch (const Stopped&) {
    } catch (...) {
      if (!scheduler.failure_) scheduler.failure_ = std::current_exception();
      scheduler.tear_down(SimEnd::How::finished);
    }
  }
  scheduler.finish(task);
}

void SimScheduler::finish(SimTask& task) {
  task.state = SimTask::State::done;
  for (SimTask* joiner : task.joiners) wake(*joiner);
  if (--task.process->live_ == 0) {
    for (SimTask* waiting : std::exchange(task.process->waiting_for_end_, {})) wake(*waiting);
  }
  SimCarrier::Context& from = *task.context;
  const auto place = tasks_.find(task.number);
  finished_.push_back(std::move(place->second));  // its context is still in use: kept until another one runs
  tasks_.erase(place);
  current_ = choose();
  carrier_->finish(from, current_ ? *current_->context : carrier_->driver());
}

void SimScheduler::recycle_finished() {
  for (const auto& task : finished_) carrier_->recycle(std::move(task->context));
  finished_.clear();
}

void SimScheduler::join(SimTask& task) {
  require_no_leaf_lock("join");
  SimTask& self = require_task("join");
  if (&self == &task) abort_simulation("the task joins itself", &self, "Keep a Task handle outside of its body.");
  while (task.state != SimTask::State::done) {
    task.joiners.push_back(&self);
    block(far_future, WakeOn::nothing, "join of", &task);
  }
}

void SimScheduler::kill(SimProcess& process) {
  if (!process.killable_) abort_simulation("kill() of the world", current_, "Only other processes can be killed.");
  if (!process.dead_) note("kill " + process.name());
  process.die();
  while (process.live_ != 0) {
    SimTask& self = require_task("kill");
    if (self.process == &process) abort_simulation("kill() by a task of the killed", &self, "Let the world do it.");
    process.waiting_for_end_.push_back(&self);
    block(far_future, WakeOn::nothing, "the end of a killed process");
  }
}

SimTask& SimScheduler::require_task(std::string_view call, const SimProcess* of) const {
  if (!current_) {
    abort_simulation("'" + std::string(call) + "' blocks outside of any task", nullptr, "Call it inside run().");
  }
  if (of && current_->process != of) {
    abort_simulation("'" + std::string(call) + "' on the Runtime of process " + of->name(), current_,
                     "A task blocks only on the Runtime of its own process.");
  }
  return *current_;
}

// --- waiting ---------------------------------------------------------------------------------------------------------

void SimScheduler::block(Instant until, WakeOn wakes_on, const char* what, const SimTask* joined) {
  SimTask& self = *current_;
  self.state = SimTask::State::blocked;
  self.until = until;
  self.wakes_on = wakes_on;
  self.waits_for = what;
  self.joined = joined;
  if (until < far_future) sleeping_.emplace(std::pair(until, self.number), &self);
  switch_away();
}

void SimScheduler::pause() {
  current_->state = SimTask::State::runnable;
  runnable_.push_back(current_);
  switch_away();
}

void SimScheduler::wake(SimTask& task) {
  if (task.state != SimTask::State::blocked) return;
  if (task.until < far_future) sleeping_.erase(std::pair(task.until, task.number));
  task.state = SimTask::State::runnable;
  runnable_.push_back(&task);
}

void SimScheduler::wake_tasks_of(const SimProcess& process, WakeOn reason) {
  for (const auto& [number, task] : tasks_) {
    const bool heeds = task->wakes_on == WakeOn::stop || (task->wakes_on == WakeOn::death && reason == WakeOn::death);
    if (task->process == &process && heeds) wake(*task);
  }
}

void SimScheduler::wake_due() {
  while (!sleeping_.empty() && sleeping_.begin()->first.first <= now_) wake(*sleeping_.begin()->second);
}

void SimScheduler::switch_away() {
  SimTask& from = *current_;
  SimTask* const next = choose();  // never none: `from` is alive
  current_ = next;
  if (next != &from) carrier_->transfer(*from.context, *next->context);
}

// The one place where chance and time move. Null when no task is left.
SimTask* SimScheduler::choose() {
  if (tasks_.empty()) return nullptr;
  if (steps_ >= step_limit_) {
    if (torn_) abort_simulation("tasks go on after they were stopped: " + waiting_tasks(), nullptr, "Rethrow Stopped.");
    tear_down(SimEnd::How::step_limit);
  }
  wake_due();
  while (runnable_.empty()) {
    if (sleeping_.empty()) {
      if (torn_) abort_simulation("tasks that nothing can wake: " + waiting_tasks(), nullptr, "Break the cycle.");
      tear_down(SimEnd::How::deadlock);
    } else {
      now_ = sleeping_.begin()->first.first;
      wake_due();
    }
  }
  const std::size_t index = static_cast<std::size_t>(choice_.below(runnable_.size()));
  SimTask* const chosen = std::exchange(runnable_[index], runnable_.back());
  runnable_.pop_back();
  chosen->state = SimTask::State::running;
  ++steps_;
  now_ = now_ + options_.step_time;
  mix(chosen->number);
  mix(static_cast<std::uint64_t>(now_.us));
  trace([&] { return "run " + full_name(*chosen); });
  return chosen;
}

void SimScheduler::tear_down(SimEnd::How how) {
  if (torn_) return;
  torn_ = SimEnd{how, waiting_tasks(), hash_, steps_, now_};
  trace([&] { return "tear down: " + torn_->detail; });
  step_limit_ = steps_ + steps_to_unwind;
  for (SimProcess* process : processes_) process->die();
}

std::string SimScheduler::waiting_tasks() const {
  std::string text;
  for (const auto& [number, task] : tasks_) {
    text += (text.empty() ? "" : ", ") + full_name(*task);
    if (task->state != SimTask::State::blocked) continue;
    text += std::string(" (") + task->waits_for + (task->joined ? " " + full_name(*task->joined) : "") + ")";
  }
  return text;
}

// --- history ---------------------------------------------------------------------------------------------------------

void SimScheduler::note(std::string_view text) {
  mix(hash_of_text(text));
  mix(static_cast<std::uint64_t>(now_.us));
  trace([&] { return "note " + std::string(text); });
}

void SimScheduler::trace(const std::function<std::string()>& line) const {
  if (!options_.trace) return;
  options_.trace("#" + std::to_string(steps_) + " +" + std::to_string((now_ - options_.start).us) + "us " + line());
}

std::unique_ptr<SimScheduler> make_scheduler(SimOptions options) {
#ifdef __SANITIZE_THREAD__
  return make_baton_scheduler(std::move(options));
#else
  return make_fiber_scheduler(std::move(options));
#endif
}

}  // namespace syncline
