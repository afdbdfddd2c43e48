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
  for (const auto& [field, change] : refused.changes) {
    Parked now{refused.slot, field, change.version, true, 0, was_sent ? refused.sent_at : at, !was_sent};
    std::erase_if(next.parked, [&](const Parked& p) {
      const bool same = p.slot == refused.slot && p.field == field;
      if (same && p.version == now.version) now.times = p.times;
      return same;
    });
    next.parked.push_back(std::move(now));
  }
  if (Member* member = next.member(refused.key); member && refused.changes.empty()) member->ending = Ending::none;
  return next;
}

}  // namespace syncline
