#include "decide/refused.h"

#include <algorithm>

#include "decide/transition.h"

namespace syncline {
namespace {

bool has_moved(const Member& member, const Observation& seen) {
  const Reading& reading = seen.reading;
  if (member.hash != reading.hash) return true;
  if (member.stamp && reading.stamp) return *reading.stamp > *member.stamp;
  if (!member.version.empty() && !reading.version.empty()) return reading.version != member.version;
  return seen.source == EventSource::webhook;
}

Duration pause_before(std::uint32_t times) {
  return times == 0 ? Duration{} : std::min(minutes(std::int64_t{1} << std::min(times - 1, 11u)), days(1));
}

/// An open effect carries it: a person, or an edit of the record, has freed it.
bool was_reopened(const Frame& fr, const Slot& slot, const std::string& field, std::uint32_t version) {
  return std::ranges::any_of(fr.open, [&](const Effect& effect) {
    const auto change = effect.changes.find(field);
    return effect.slot == slot && is_open(effect.state) && change != effect.changes.end() &&
           change->second.version == version;
  });
}

}  // namespace

void try_refused_again(Frame& fr, const Member& member) {
  if (!has_moved(member, *fr.seen)) return;
  const Slot& slot = member.slot;
  for (Parked& parked : fr.shadow().parked) {
    const bool by_vendor = parked.refused && !parked.rejected;
    if (parked.slot != slot || !by_vendor || was_reopened(fr, slot, parked.field, parked.version)) continue;
    Instant& at = fr.again[slot];
    at = std::max(at, parked.since + pause_before(parked.times));
    ++parked.times;
  }
  if (fr.again.contains(slot)) {
    step(fr, "", slot, "edited: what was refused is tried again", {}, {});
  } else if (member.hash != fr.seen->reading.hash && !fr.shadow().has_refused(slot)) {
    unpark(fr, slot, state_change);
  }
}

bool is_parked(const Frame& fr, const Slot& slot, const std::string& field, std::uint32_t version) {
  return parked_version(fr.shadow(), slot, field) == version && !fr.again.contains(slot) &&
         !was_reopened(fr, slot, field, version);
}

Instant not_before(const Frame& fr, const Slot& slot) {
  const auto again = fr.again.find(slot);
  return again == fr.again.end() ? fr.as_of : std::max(fr.as_of, again->second);
}

}  // namespace syncline
