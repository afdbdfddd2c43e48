#pragma once
// CustomerWorld: customers in up to five systems, the people at them, and the engine between them.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/sim/automation.h"
#include "tests/sim/closed_times.h"
#include "tests/sim/customer_ends.h"
#include "tests/sim/model_system.h"
#include "tests/sim/world.h"

namespace syncline::sim {

/// What a person typed: unique texts, so that each can be found again.
struct Typed {
  Instant at;
  const ModelSystem* system = nullptr;
  std::string id, field, text;
  bool by_vendor = false;  ///< its own doing, after a write of ours
};

/// A write that a person at the engine said no to.
struct Rejected {
  EffectId effect;
  Instant at;
  std::string system, id;  ///< id: empty for a record that was to be created
  std::string tax;         ///< then: of whom
  std::vector<std::string> fields;
};

inline const std::string rejection = "rejected by Eva";

class CustomerWorld final : public World {
 public:
  CustomerWorld(SimScheduler& scheduler, std::uint64_t seed);

  void run() override;
  Judgement judge(Reader&) override;
  EngineLife& engine() override { return engine_; }

  const std::vector<std::unique_ptr<ModelSystem>>& systems() const { return systems_; }
  const EntityPolicy& policy() const { return *rules_.entities.front(); }
  /// Before the rules were changed.
  const EntityPolicy& first_policy() const { return *first_policy_; }
  /// What a text in a system means by the binding of now.
  std::string meant(const ModelSystem& system, const std::string& field, const std::string& text) const;
  const std::vector<Typed>& typed() const { return typed_; }
  std::vector<const ModelSystem*> all_systems() const;
  const ClosedTimes& closed_times() const { return closed_; }
  const Automation& automation() const { return automation_; }
  /// Does the system keep the field as it is written, by its binding of now?
  bool keeps_whole(const ModelSystem& system, const std::string& field) const;
  std::size_t writes_before_rest() const { return writes_before_rest_; }
  const std::vector<Rejected>& rejected() const { return rejected_; }
  std::uint64_t approved() const { return approved_; }
  /// When the rules were changed; none: never.
  std::optional<Instant> rules_changed() const { return rules_changed_; }
  /// Of histories in which records end; null in the others.
  const CustomerEnds* ends() const { return ends_.get(); }

  // For who plays a part in it.
  SimScheduler& scheduler() { return scheduler_; }
  const EngineSetup& rules() const { return rules_; }
  std::string fresh_text(std::string_view letter) { return std::string(letter) + std::to_string(next_text_++); }
  /// Somebody types something into one or two fields.
  void edit(ModelSystem& system, const std::string& id, Prng& chance);

 private:
  EngineSetup draw_rules();
  EngineSetup setup_for(SimProcess& process) const;
  void populate();
  void edited(ModelSystem& system, const std::string& id, const Map& set, Prng& chance, bool by_vendor);
  void watch_alterations();
  void work_at(ModelSystem& system, Prng chance);
  void edit_something(ModelSystem& system, Prng& chance);
  void add_customer(ModelSystem& system, Prng& chance);
  void people_work(Duration time);
  void change_rules();
  void limit_writes();
  void operate(Prng chance);
  void answer_holds(Store& store, bool yes, std::uint64_t most);

  SimScheduler& scheduler_;
  Prng plan_;
  std::unique_ptr<CustomerEnds> ends_;
  std::vector<std::unique_ptr<ModelSystem>> systems_;  ///< the first truncates nothing
  Prng hostile_;
  ClosedTimes closed_;
  Prng workflow_;
  Automation automation_;
  EngineSetup rules_;
  std::shared_ptr<const EntityPolicy> first_policy_;
  EngineLife engine_;
  std::vector<Typed> typed_;
  std::uint64_t next_text_ = 1, next_tax_ = 1;
  std::size_t writes_before_rest_ = 0;
  std::optional<Instant> rules_changed_;
  Instant edits_end_;
  bool operated_ = false, over_ = false;
  std::vector<Rejected> rejected_;
  std::uint64_t approved_ = 0;
};

}  // namespace syncline::sim
