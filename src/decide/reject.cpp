#include "decide/reject.h"

#include "decide/file_effect.h"

namespace syncline {

Shadow parked(const Shadow& shadow, const Effect& refused, const std::string& why, Instant at) {
  Shadow next = shadow;
  if (refused.op == EffectOp::append) {
    refuse_file(next, refused);
    return next;
  }
  next.problem = std::string(name_of(refused.op)) + " in " + refused.slot + " was refused: " + why;
  const bool was_sent = refused.sent_at != Instant{};
  const Instant since = was_sent ? refused.sent_at : at;
  for (const auto& [field, change] : refused.changes) {
    Parked now{refused.slot, field, change.version, true, 0, since, !was_sent};
    const Parked* before = next.parked_in(now.slot, now.field);
    if (before && before->version == now.version) now.times = before->times;
    std::erase_if(next.parked, [&now](const Parked& p) { return p.slot == now.slot && p.field == now.field; });
    next.parked.push_back(std::move(now));
  }
  if (Member* member = next.member(refused.key); member && refused.changes.empty()) member->ending = Ending::none;
  return next;
}

}  // namespace syncline
