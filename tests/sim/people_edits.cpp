#include "tests/sim/people_edits.h"

#include <algorithm>

#include "decide/policy.h"

namespace syncline::sim {
namespace {

bool is_of(const Entry& entry, const RecordKey& record) {
  return entry.object == record.object && entry.id == record.native;
}

}  // namespace

bool edited_before_our_look(const ModelSystem& system, const RecordKey& record) {
  const Duration until_seen =
      system.temper().max_execution + system.declared_lag() + seconds(1) + system.wait_for_turn();
  const Entry* ours = nullptr;
  for (const Entry& entry : system.ledger()) {
    if (!is_of(entry, record)) continue;
    if (entry.by == Entry::By::engine) {
      ours = entry.op == EffectOp::update || entry.op == EffectOp::create ? &entry : nullptr;
    } else if (ours && entry.at - ours->at <= until_seen &&
               std::ranges::any_of(entry.set, [&](const auto& typed) { return ours->set.contains(typed.first); })) {
      return true;
    }
  }
  return false;
}

bool edited_again_and_again(const ModelSystem& system, const RecordKey& record) {
  const auto times = std::ranges::count_if(system.ledger(), [&](const Entry& entry) {
    return entry.by == Entry::By::person && entry.op == EffectOp::update && is_of(entry, record);
  });
  return times >= LoopRule{}.times;
}

}  // namespace syncline::sim
