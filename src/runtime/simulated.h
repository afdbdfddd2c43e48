#pragma once
// The simulated Runtime: the program's own code, one task at a time, on seeded chance and a simulated clock.
//
// A scheduler holds one world: processes that may be killed and started again, and the process `world()` (people, a
// vendor's own timers, the supervisor) that never is. Whenever a task waits, one of the runnable tasks is chosen by the
// seed; when none is runnable, time jumps to the next wake-up. The same seed and the same code give the same history
// and therefore the same hash, on fibers and on threads.

#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/crash_point.h"
#include "runtime/random.h"
#include "runtime/runtime.h"

namespace syncline {

class SimProcess;
class SimScheduler;
struct SimTask;
struct SimCarrier;

struct SimOptions {
  std::uint64_t seed = 1;
  Instant start{1'767'225'600'000'000};  ///< 2026-01-01T00:00:00Z
  std::uint64_t max_steps = 10'000'000;  ///< switches, after which the run ends with step_limit
  Duration step_time{0};                 ///< what each switch costs; 0: time passes only while all wait
  std::function<void(std::string_view line)> trace = nullptr;  ///< each switch, note and crash, for people
};

struct SimEnd {
  enum class How : std::uint8_t {
    finished,    ///< every task has returned
    deadlock,    ///< all tasks wait for ever; `detail` names them and what they wait for
    step_limit,  ///< `detail` names all tasks
  };
  How how = How::finished;
  std::string detail;
  std::uint64_t hash = 0;
  std::uint64_t steps = 0;
  Instant at;
};

struct SimProcessOptions {
  Duration clock_skew{0};               ///< this process's clock minus true time
  std::uint32_t crash_per_million = 0;  ///< at each point, service and blocking call
  std::map<std::string, std::uint32_t, std::less<>> crash_per_million_at = {};  ///< instead, for those so named
  std::optional<CrashPoint> crash_at = std::nullopt;  ///< certain, at that pass in this process
  /// Called at a crash by the dying task. It may unpark the supervisor and note; it must not block.
  std::function<void(std::string_view point)> on_crash = nullptr;
};

struct SimPointCount {
  std::uint64_t passed = 0;
  std::uint64_t crashed = 0;
};

/// A process of the world. Its blocking calls may be made by its own tasks only (checked); now, random, unpark,
/// make_parker, stopping by anyone. When it dies, each of its tasks gets Stopped from the call it is in; from then on
/// every blocking call refuses with Stopped. A task that swallows Stopped and goes on is found and aborts the run.
class SimProcess final : public Runtime {
 public:
  /// Kills what still runs and waits for it.
  ~SimProcess() override;
  SimProcess(const SimProcess&) = delete;
  SimProcess& operator=(const SimProcess&) = delete;

  Instant now() override;
  std::uint64_t random() override { return random_.next(); }
  void sleep_until(Instant until) override;
  Task spawn(std::string_view name, std::function<void()> body) override;  ///< also by another process's task
  std::unique_ptr<Parker> make_parker() override;
  void yield() override;
  void point(std::string_view name) override;
  bool stopping() override { return stopping_ || dead_; }

  /// The seam of a simulated service (HTTP, files, store), called by the process's task inside it: a switch that lasts
  /// `lasts`, and a place where the process may crash before it. Unlike sleep and point it works on while the process
  /// stops in an orderly way; only death ends it. A call before the service's effect and one after it let the process
  /// die on either side.
  void service(std::string_view name, Duration lasts = Duration{0});
  /// Throws Stopped when the process is dead; neither a switch nor a crash.
  void require_alive();

  /// As ThreadRuntime::request_stop().
  void request_stop();
  void set_clock_skew(Duration skew) { options_.clock_skew = skew; }
  bool dead() const { return dead_; }
  const std::string& name() const { return name_; }
  std::size_t live_tasks() const { return live_; }
  /// Blocking calls that were refused since it died.
  std::uint64_t refused() const { return refused_; }

 private:
  friend class SimScheduler;
  class Place;
  SimProcess(SimScheduler& scheduler, std::string name, SimProcessOptions options, std::uint64_t seed);
  void enter(std::string_view call, bool works_while_stopping = false);
  void refuse(std::string_view call);
  void crash_perhaps(std::string_view call);
  void throw_if_ending();
  void die();
  Instant true_time(Instant at) const;

  SimScheduler& scheduler_;
  const std::string name_;
  SimProcessOptions options_;
  Prng random_;
  Prng faults_;
  Instant latest_{0};
  bool dead_ = false;
  bool stopping_ = false;
  bool killable_ = true;
  std::uint64_t passes_of_crash_at_ = 0;
  std::uint64_t refused_ = 0;
  std::size_t live_ = 0;
  std::vector<SimTask*> waiting_for_end_;
};

class SimScheduler {
 public:
  SimScheduler(SimOptions options, std::unique_ptr<SimCarrier> carrier);
  ~SimScheduler();
  SimScheduler(const SimScheduler&) = delete;
  SimScheduler& operator=(const SimScheduler&) = delete;

  /// Runs `main` as the world's first task until every task has returned. At a deadlock or the step limit, and when an
  /// exception leaves a task, all tasks are stopped and unwound first; the exception is then thrown on from here.
  SimEnd run(std::function<void()> main);

  SimProcess& world() { return *world_; }
  std::unique_ptr<SimProcess> process(std::string_view name, SimProcessOptions options = {});
  /// A crash from outside: returns when all tasks of the process have unwound. Of a process that has crashed already it
  /// waits for that only. Throws nothing; not for the world, nor by the process's own tasks.
  void kill(SimProcess& process);

  /// Becomes a part of the history and its hash.
  void note(std::string_view text);
  Instant now() const { return now_; }  ///< true time
  std::uint64_t hash() const { return hash_; }
  std::uint64_t steps() const { return steps_; }
  /// Per name of point, service and blocking call: how often processes passed it, and how often it crashed one.
  const std::map<std::string, SimPointCount, std::less<>>& points() const { return points_; }

 private:
  friend class SimProcess;
  friend struct SimTask;
  enum class WakeOn : std::uint8_t { stop, death, nothing };  // what else than its own reason ends a wait

  static void run_task(void* task);
  void finish(SimTask& task);
  Task spawn(SimProcess& process, std::string_view name, std::function<void()> body);
  void join(SimTask& task);
  SimTask& require_task(std::string_view call, const SimProcess* of = nullptr) const;
  void block(Instant until, WakeOn, const char* what, const SimTask* joined = nullptr);
  void pause();
  void wake(SimTask& task);
  void wake_tasks_of(const SimProcess& process, WakeOn);
  void switch_away();
  SimTask* choose();
  void wake_due();
  void tear_down(SimEnd::How how);
  void recycle_finished();
  std::string waiting_tasks() const;
  void mix(std::uint64_t value) { hash_ = mix_bits(hash_ ^ value) + 0x9e3779b97f4a7c15u; }
  void trace(const std::function<std::string()>& line) const;

  const SimOptions options_;
  std::unique_ptr<SimCarrier> carrier_;
  Prng choice_;
  Instant now_;
  std::uint64_t hash_;
  std::uint64_t steps_ = 0;
  std::uint64_t step_limit_;
  std::uint64_t last_task_ = 0;
  std::uint64_t last_process_ = 0;
  SimTask* current_ = nullptr;
  std::map<std::uint64_t, std::shared_ptr<SimTask>> tasks_;  // by number, the live ones
  std::vector<SimTask*> runnable_;
  std::map<std::pair<Instant, std::uint64_t>, SimTask*> sleeping_;
  std::vector<std::shared_ptr<SimTask>> finished_;
  std::vector<SimProcess*> processes_;
  std::map<std::string, SimPointCount, std::less<>> points_;
  std::optional<SimEnd> torn_;
  std::exception_ptr failure_;
  std::unique_ptr<SimProcess> world_;
};

/// Tasks on fibers: fast; a debugger and TSan do not understand it.
std::unique_ptr<SimScheduler> make_fiber_scheduler(SimOptions options = {});
/// Tasks on threads that pass one baton: slow; for TSan, debuggers and as a check of the former.
std::unique_ptr<SimScheduler> make_baton_scheduler(SimOptions options = {});
/// Fibers, or the baton in a build with TSan.
std::unique_ptr<SimScheduler> make_scheduler(SimOptions options = {});

}  // namespace syncline
