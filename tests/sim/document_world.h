#pragma once
// DocumentWorld: deals in a CRM, orders in an ERP, the people at both, and the engine that makes an order from each
// deal that is won and tells the deal what became of it (the project in `trade/`).

#include <optional>

#include "runtime/simulated_files.h"
#include "tests/sim/model_system.h"
#include "tests/sim/trade_rules.h"
#include "tests/sim/world.h"

namespace syncline::sim {

class DocumentWorld final : public World {
 public:
  /// Reads the project and its changes, once for all histories; not on a fiber.
  static void prepare();

  DocumentWorld(SimScheduler& scheduler, std::uint64_t seed);

  void run() override;
  Judgement judge(Reader&) override;
  EngineLife& engine() override { return engine_; }

  static constexpr std::size_t largest_file = 20'000;  ///< by the rules

  /// Where files lie on their way.
  const SimulatedDisk& spool() const { return folder_; }
  const ModelSystem& crm() const { return crm_; }
  const ModelSystem& erp() const { return erp_; }
  /// The status to which the engine brings an order; empty: it leaves it as a draft.
  const std::string& advance() const { return advance_; }
  /// What a deal's stage means, whose order came into that state at that moment.
  std::string stage_of(const std::string& state, Instant since) const;
  /// When the rules were changed; none: never.
  std::optional<Instant> rules_changed() const { return rules_changed_; }
  std::vector<const ModelSystem*> all_systems() const { return {&crm_, &erp_}; }
  std::size_t writes_before_rest() const { return writes_before_rest_; }
  /// "D7" of "D7 lamps": what the text of a deal or order begins with, whoever edits it.
  static std::string label_of(const Value& text);

 private:
  EngineSetup setup_for(SimProcess& process);
  void vendor_fills_in(const std::string& object, const std::string& id, Map& record);
  void clerk_looks_at(const std::string& sale);
  void populate();
  void people_work(Duration time);
  void change_rules();
  void sell(Prng chance);
  void keep_books(Prng chance);
  void new_deal(Prng& chance);
  void new_article(Prng& chance);
  void touch_deal(Prng& chance);
  void touch_order(Prng& chance);
  void touch_file(Prng& chance);
  void stamp_all(ModelSystem& system, Prng& chance);
  void rename(ModelSystem& system, const std::string& object, const std::string& field, Prng& chance);
  List lines_of(Prng& chance);
  void tell(const ModelSystem& system, const std::string& object, const std::string& id, Prng& chance);

  SimScheduler& scheduler_;
  Prng plan_;
  const RuleChange* change_;  ///< none: the rules stay
  std::shared_ptr<const Project> project_;
  Prng clerk_;
  std::string advance_;
  Prng habits_;
  ModelSystem crm_, erp_;
  SimulatedDisk folder_;
  EngineLife engine_;
  std::vector<Task> errands_;
  std::uint64_t next_text_ = 1, next_deal_ = 1, next_line_ = 1;
  std::size_t writes_before_rest_ = 0;
  std::optional<Instant> rules_changed_;
  Instant edits_end_;
};

}  // namespace syncline::sim
