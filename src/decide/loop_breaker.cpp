#include "decide/loop_breaker.h"

#include <algorithm>

#include "base/mutant.h"

namespace syncline {
namespace {

Hash128 hash_of_value(const FieldValue& value) {
  return value.presence == Presence::value ? hash_of(value.value) : Hash128{};
}

/// Within so short a time machines answer our writes; a person has to notice, think and type.
constexpr Duration reaction = minutes(1);
constexpr std::uint32_t whole = 4;  ///< a swing; an answer that may be a person's counts as one part of it

/// Did the member show, until this reading, what we had written there, or what it had made of that?
bool answers_our_write(const Frame& fr, const std::string& field, const Place& place, const Shift& shift,
                       const Swing& swing) {
  return swing.value == hash_of_value(shift.before) ||
         shows(*place.slot, field, shift.before, fr.shadow().agreed.at(field).value);
}

Swing& swing_of(Shadow& shadow, const std::string& field, const Slot& slot) {
  for (Swing& swing : shadow.swings) {
    if (swing.field == field && swing.slot == slot) return swing;
  }
  return shadow.swings.emplace_back(Swing{field, slot, 0, {}, {}});
}

}  // namespace

bool swings_too_often(Frame& fr, const std::string& field, const Place& place, const Shift& shift) {
  if (mutant("loop-breaker-off")) return false;
  const Slot& slot = place.member->slot;
  Swing& swing = swing_of(fr.shadow(), field, slot);
  const Hash128 hash = hash_of_value(shown_by(place, field));
  const bool answers = answers_our_write(fr, field, place, shift, swing);
  const bool goes_on = swing.since != Instant{} && (answers || swing.value == hash);
  const bool is_quick = fr.as_of - shift.based_at <= reaction;
  swing.times = !goes_on ? 0 : swing.times + (swing.value == hash || is_quick ? whole : 1);
  swing.since = fr.as_of;
  swing.value = hash;
  return swing.times >= fr.policy.loop.times * whole;
}

bool has_swung_to(const Frame& fr, const std::string& field, const Slot& slot, const FieldValue& value) {
  return std::ranges::any_of(fr.shadow().swings, [&](const Swing& swing) {
    return swing.field == field && swing.slot == slot && swing.value == hash_of_value(value);
  });
}

bool is_too_long_a_chain(const Frame& fr) { return fr.seen && fr.seen->hops > fr.policy.max_hops; }

void break_loop(Frame& fr, const std::string& field, const Place& place, const std::string& why) {
  place.field->standing = true;
  std::string other = origin_name(fr.shadow().agreed.at(field));
  const Member* master = live_master(fr.policy, fr.shadow(), *fr.policy.field(field));
  if (other == place.member->slot && master) other = master->slot;
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
