#include "decide/reject.h"

#include "decide/file_effect.h"

namespace syncline {

Shadow parked(const Shadow& shadow, const Effect& refused, const std::string& why, std::optional<Instant> rejected_at) {
  Shadow next = shadow;
  if (refused.op == EffectOp::append) {
    refuse_file(next, refused);
    return next;
  }
  next.problem = std::string(name_of(refused.op)) + " in " + refused.slot + " was refused: " + why;
  const Instant since = rejected_at.value_or(refused.sent_at);
  for (const auto& [field, change] : refused.changes) {
    Parked now{refused.slot, field, change.version, true, 0, since, rejected_at.has_value()};
    const Parked* before = next.parked_in(now.slot, now.field);
    if (before && before->version == now.version) now.times = before->times;
    std::erase_if(next.parked, [&now](const Parked& p) { return p.slot == now.slot && p.field == now.field; });
    next.parked.push_back(std::move(now));
  }
  if (Member* member = next.member(refused.key); member && refused.changes.empty()) member->ending = Ending::none;
  return next;
}

}  // namespace syncline
