#include "engine/commit_decision.h"

#include <algorithm>

#include "base/mutant.h"
#include "engine/handover.h"

namespace syncline {
namespace {

/// The workers that are kept for a plan's writes; those that did not come to be sent are given back.
class Reserved {
 public:
  Reserved(Context& cx, Reader& reader, const Plan& plan) : handover_(cx.handover) {
    if (!handover_ || !plan.shadow || mutant("sent-before-licence")) return;
    const Instant now = cx.rt.now();
    for (const NewEffect& effect : plan.effects) {
      const bool is_due = effect.state == EffectState::planned && effect.due_at <= now;
      if (is_due && handover_->reserve(reader, effect, now)) kept_.push_back(&effect);
    }
  }
  Reserved(const Reserved&) = delete;
  Reserved& operator=(const Reserved&) = delete;
  ~Reserved() {
    for (const NewEffect* effect : kept_) handover_->give_back(*effect);
  }

  std::vector<Slot> slots() const {
    std::vector<Slot> slots;
    for (const NewEffect* effect : kept_) slots.push_back(effect->slot);
    return slots;
  }
  void begin(LicensedWrite write) {
    std::erase_if(kept_, [&](const NewEffect* kept) { return kept->slot == write.effect.slot; });
    handover_->begin(std::move(write));
  }

 private:
  Handover* handover_;
  std::vector<const NewEffect*> kept_;  // of the plan
};

}  // namespace

bool commit_decision(Context& cx, Reader& reader, Plan&& plan) {
  Reserved reserved(cx, reader, plan);
  plan.send_now = reserved.slots();
  plan.epoch = cx.epoch;
  cx.store.prepare(plan);
  auto done = commit(cx, [&](Tx& tx) { return tx.commit(plan); });
  if (!done) return false;
  if (!done->licensed.empty()) {
    const Link link{done->link, plan.entity, done->version, {}, std::move(*plan.shadow)};
    for (Effect& effect : done->licensed) reserved.begin({std::move(effect), link});
  }
  cx.new_work();
  return true;
}

}  // namespace syncline
