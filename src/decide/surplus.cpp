#include "decide/surplus.h"

#include <algorithm>

#include "base/mutant.h"
#include "decide/frame.h"

namespace syncline {

bool is_there(const Member& member) { return member.state == RecordState::live || member.state == RecordState::hidden; }

NewConflict surplus_question(LinkId link, const Member& counts, const Member& surplus) {
  NewConflict question;
  question.kind = ConflictKind::duplicate;
  question.link = link;
  question.record = surplus.key;
  question.message = text_of(surplus.key) + " is a second record for " + surplus.slot + ", which is " +
                     text_of(counts.key) + ". It is read, never written. Merge them, or say that they are different.";
  question.sides = {{text_of(counts.key), {}}, {text_of(surplus.key), {}}};
  return question;
}

Member* only_surplus(Shadow& shadow, const Slot& slot) {
  const auto is_it = [&](const Member& m) { return m.slot == slot && m.duplicate && is_there(m); };
  if (std::ranges::count_if(shadow.members, is_it) != 1) return nullptr;
  return &*std::ranges::find_if(shadow.members, is_it);
}

void take_place(Frame& fr, Member& before, Member& next) {
  before.duplicate = true;
  next = unread(next);
  next.duplicate = false;
  fr.out.to_read.push_back(next.key);
  step(fr, "", next.slot, text_of(next.key) + " counts from now on", {}, {});
}

void take_left_over(Frame& fr, const Slot& but) {
  if (mutant("left-over-forgotten")) return;
  for (const SlotRule& slot : fr.policy.slots) {
    Member* counted = slot.slot == but ? nullptr : fr.shadow().member(slot.slot);
    if (!counted || is_there(*counted)) continue;
    Member* left = only_surplus(fr.shadow(), slot.slot);
    if (!left) continue;
    take_place(fr, *counted, *left);
    settle_surplus(fr);
  }
}

void settle_surplus(Frame& fr) {
  const bool is_left =
      std::ranges::any_of(fr.shadow().members, [](const Member& m) { return m.duplicate && is_there(m); });
  if (!is_left) fr.out.settled.push_back({ConflictKind::duplicate, ""});
}

}  // namespace syncline
