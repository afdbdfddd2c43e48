#pragma once
// EngineLife: the engine's process, its disk, its deaths, and who starts it again. In half of the lives the whole
// machine may die: then the disk keeps a random part of what was not fsynced.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "runtime/random.h"
#include "runtime/simulated.h"
#include "store/sqlite/memory_disk.h"

namespace syncline::sim {

/// A webhook that was answered with success.
struct Acknowledged {
  EventId event;
  RecordKey key;
};

class EngineLife {
 public:
  using Rules = std::function<EngineSetup(SimProcess&)>;

  /// `rules` is asked at each start. Up to 6,000 deaths in a million steps.
  EngineLife(SimScheduler&, Prng chance, Rules rules);

  void begin();
  /// Killed once more, and started with what `change` made of the rules.
  void restart(std::function<void()> change);
  /// One last death; what follows runs without.
  void heal();
  void end();

  /// What else on the machine forgets, of a life with power cuts. Set before it begins.
  std::function<void(Prng&)> on_power_cut;

  /// A webhook: lost, late, doubled, out of order; it reaches whichever process is alive then.
  void tell(const RecordKey& key, Prng& chance);

  /// What a person at the program's command line does; nothing while the process is dead.
  void order(std::function<void(Store&)> what);
  /// Is there an event or an effect that has not ended? Also while no process is alive.
  bool has_work();

  MemoryDisk& disk() { return disk_; }
  std::uint64_t crashes() const { return crashes_; }
  std::uint64_t power_cuts() const { return power_cuts_; }
  std::uint64_t hints() const { return hints_; }
  const std::vector<Acknowledged>& acknowledged() const { return acknowledged_; }

 private:
  void start();
  void stop();
  void supervise();
  void lose_memory();

  SimScheduler& scheduler_;
  Prng chance_;
  Rules rules_;
  MemoryDisk disk_;
  std::uint32_t crash_rate_;
  bool healed_ = false, over_ = false;
  Prng power_;
  bool cuts_power_;
  std::uint64_t crashes_ = 0, power_cuts_ = 0, hints_ = 0;
  std::vector<Acknowledged> acknowledged_;
  std::function<void()> change_;
  std::vector<Task> errands_;
  std::vector<Task> intakes_;  ///< of the process that is alive
  std::unique_ptr<Parker> supervisor_;
  std::unique_ptr<SimProcess> process_;
  Engine* engine_ = nullptr;
  Store* store_ = nullptr;  ///< as long as there is an engine
  Task main_, supervision_;
};

}  // namespace syncline::sim
