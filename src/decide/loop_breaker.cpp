#include "decide/loop_breaker.h"

#include <algorithm>

namespace syncline {
namespace {

Hash128 hash_of_value(const FieldValue& value) {
  return value.presence == Presence::value ? hash_of(value.value) : Hash128{};
}

Swing& swing_of(Shadow& shadow, const std::string& field, const Slot& slot) {
  for (Swing& swing : shadow.swings) {
    if (swing.field == field && swing.slot == slot) return swing;
  }
  return shadow.swings.emplace_back(Swing{field, slot, 0, {}, {}});
}

}  // namespace

bool swings_too_often(Frame& fr, const std::string& field, const Slot& slot, const FieldValue& value,
                      const Slot& other) {
  if (slot == other) return false;
  Swing& swing = swing_of(fr.shadow(), field, slot);
  const Hash128 hash = hash_of_value(value);
  const bool begins = swing.since == Instant{} || fr.as_of - swing.since > fr.policy.loop.window || swing.value != hash;
  if (begins) {
    swing = {field, slot, 0, fr.as_of, hash};
    return false;
  }
  return ++swing.times >= fr.policy.loop.times;
}

bool has_swung_to(const Frame& fr, const std::string& field, const Slot& slot, const FieldValue& value) {
  return std::ranges::any_of(fr.shadow().swings, [&](const Swing& swing) {
    return swing.field == field && swing.slot == slot && swing.value == hash_of_value(value);
  });
}

bool is_too_long_a_chain(const Frame& fr) { return fr.seen && fr.seen->hops > fr.policy.max_hops; }

void break_loop(Frame& fr, const std::string& field, const Place& place, const std::string& why) {
  place.field->standing = true;
  const std::string other = origin_name(fr.shadow().agreed.at(field));
  step(fr, field, place.member->slot, "loop: parked, " + why, shown_by(place, field),
       fr.shadow().agreed.at(field).value);
  dispute(
      fr, ConflictKind::loop, field,
      "The field " + field + " swings between " + place.member->slot + " and " + other + " (" + why +
          "). Find the rule in one of the two systems that writes it back, then choose the value that shall stand.");
}

void forget_old_swings(Frame& fr) {
  std::erase_if(fr.shadow().swings, [&](const Swing& s) { return fr.as_of - s.since > fr.policy.loop.window; });
}

}  // namespace syncline
