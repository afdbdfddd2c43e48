#pragma once
// World: the two systems, the people at them, the engine's process and who starts it again when it dies.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "runtime/simulated.h"
#include "store/sqlite/memory_disk.h"
#include "tests/sim/history.h"
#include "tests/sim/model_system.h"

namespace syncline::sim {

/// What a person typed: unique texts, so that each can be found again.
struct Typed {
  Instant at;
  const ModelSystem* system = nullptr;
  std::string id, field, text;
};

class World {
 public:
  World(SimScheduler& scheduler, std::uint64_t seed);

  /// The whole life; called as the world's first task. Leaves the engine dead and the disk as it is.
  void run();

  ModelSystem& crm() { return crm_; }
  ModelSystem& erp() { return erp_; }
  MemoryDisk& disk() { return disk_; }
  const EngineSetup& rules() const { return rules_; }
  const std::vector<Typed>& typed() const { return typed_; }
  std::size_t writes_before_rest() const { return writes_before_rest_; }
  std::uint64_t crashes() const { return crashes_; }
  std::uint64_t hints() const { return hints_; }

 private:
  static Temper draw_temper(Prng& plan);
  EngineSetup draw_rules();
  EngineSetup setup_for(SimProcess& process) const;
  void populate();
  void work_at(ModelSystem& system, Prng chance);
  void edit_something(ModelSystem& system, Prng& chance);
  void tell_engine(const ModelSystem& system, const std::string& id, Prng& chance);
  void start_engine();
  void supervise();
  void stop_engine();
  std::size_t engine_writes() const;

  SimScheduler& scheduler_;
  Prng plan_;
  ModelSystem crm_, erp_;
  MemoryDisk disk_;
  EngineSetup rules_;
  std::vector<Typed> typed_;
  std::vector<Task> errands_;
  std::vector<Task> intakes_;  ///< of the process that is alive
  std::uint64_t next_text_ = 1, next_tax_ = 1;
  std::uint64_t crashes_ = 0, hints_ = 0;
  std::uint32_t crash_rate_ = 0;
  bool healed_ = false, over_ = false;
  std::size_t writes_before_rest_ = 0;
  Instant edits_end_;

  std::unique_ptr<Parker> supervisor_;
  std::unique_ptr<SimProcess> process_;
  Engine* engine_ = nullptr;
  Task main_;
};

}  // namespace syncline::sim
