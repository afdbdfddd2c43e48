#include "decide/stale.h"

#include <algorithm>

#include "base/mutant.h"
#include "decide/decide.h"

namespace syncline {
namespace {

bool is_newer_by_stamp(const Member& member, const Reading& reading) {
  return member.stamp && reading.stamp && *reading.stamp > *member.stamp;
}

/// And has not shown yet: what was seen to arrive, and was edited since, may show again where a replica lags.
bool is_what_we_wrote(const SlotRule& slot, const std::string& name, const BoundField& read, const MemberField& field,
                      const Changes* intended) {
  if (!intended) return false;
  const auto change = intended->find(name);
  const bool arrived = change != intended->end() && field.confirmed >= change->second.version;
  return change != intended->end() && !arrived && shows(slot, name, read.canonical, change->second.after);
}

void add(std::optional<Doubt>& doubt, Instant until, const std::string& why) {
  if (!doubt || doubt->until < until) doubt = Doubt{until, why};
}

/// Of mutants.
bool shows_former(const Member& member, const Reading& reading) {
  return std::ranges::any_of(reading.fields, [&](const auto& entry) {
    const auto field = member.fields.find(entry.first);
    return field != member.fields.end() && !field->second.former.is_null() &&
           entry.second.native == field->second.former && entry.second.native != field->second.base;
  });
}

}  // namespace

std::optional<std::string> stale(const SlotRule& slot, const Member& member, const Reading& reading) {
  if (mutant("former-reading-dropped") && shows_former(member, reading)) return "seen before";
  if (mutant("echo-stamp-believed") && member.stamp && reading.stamp == member.stamp && reading.hash != member.hash)
    return "the stamp is that of our write";
  if (!member.stamp || !reading.stamp || *reading.stamp >= *member.stamp || mutant("stale-reading-accepted"))
    return std::nullopt;
  if (reading.asked_at != Instant{} && reading.asked_at >= member.read_at + slot.read_lag) return std::nullopt;
  return "stale: stamp " + std::to_string(*reading.stamp) + " is older than " + std::to_string(*member.stamp) +
         ", the latest reading of " + text_of(reading.key);
}

std::optional<Doubt> doubt(const SlotRule& slot, const Member& member, const Reading& reading,
                           const Changes* intended) {
  std::optional<Doubt> found;
  if (is_newer_by_stamp(member, reading) || mutant("stale-reading-accepted")) return found;
  const auto is_soon_after = [&](Instant at) { return at != Instant{} && reading.read_at < at + slot.read_lag; };
  if (member.state == RecordState::gone && reading.state == RecordState::live && is_soon_after(member.read_at)) {
    add(found, member.read_at + slot.read_lag, "shows a record that was just found to be gone");
  }
  if (member.state == RecordState::live && reading.state == RecordState::gone && is_soon_after(member.read_at)) {
    add(found, member.read_at + slot.read_lag, "does not show a record that was just there");
  }
  for (const auto& [name, read] : reading.fields) {
    const auto field = member.fields.find(name);
    if (field == member.fields.end() || !read.canonical.speaks() || !is_soon_after(field->second.based_at)) continue;
    const FieldValue shown = slot.binding->canonical(name, read.native);
    if (shown == slot.binding->canonical(name, field->second.base)) continue;
    if (is_what_we_wrote(slot, name, read, field->second, intended)) continue;
    const bool former = shown == slot.binding->canonical(name, field->second.former);
    add(found, field->second.based_at + slot.read_lag,
        former ? name + " shows what was there before" : name + " changed again so soon that it may be older");
  }
  return found;
}

}  // namespace syncline
