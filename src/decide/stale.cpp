#include "decide/stale.h"

#include <algorithm>

namespace syncline {
namespace {

bool is_newer_by_stamp(const Member& member, const Reading& reading) {
  return member.stamp && reading.stamp && *reading.stamp > *member.stamp;
}

/// Shows the base before the present one, so soon that a replica may still do so.
bool shows_former(const SlotRule& slot, const std::string& name, const MemberField& field, const BoundField& read,
                  Instant read_at) {
  if (field.based_at == Instant{} || read_at >= field.based_at + slot.read_lag) return false;
  const FieldValue shown = slot.binding->canonical(name, read.native);
  return shown != slot.binding->canonical(name, field.base) && shown == slot.binding->canonical(name, field.former);
}

}  // namespace

std::optional<std::string> stale(const Member& member, const Reading& reading) {
  if (!member.stamp || !reading.stamp || *reading.stamp >= *member.stamp) return std::nullopt;
  return "stale: stamp " + std::to_string(*reading.stamp) + " is older than " + std::to_string(*member.stamp) +
         ", the latest reading of " + text_of(reading.key);
}

std::optional<Instant> doubtful_until(const SlotRule& slot, const Member& member, const Reading& reading) {
  if (is_newer_by_stamp(member, reading)) return std::nullopt;
  std::optional<Instant> until;
  const auto not_before = [&](Instant at) { until = std::max(until.value_or(at), at); };
  if (member.state == RecordState::gone && reading.state == RecordState::live &&
      reading.read_at < member.read_at + slot.read_lag) {
    not_before(member.read_at + slot.read_lag);
  }
  for (const auto& [name, read] : reading.fields) {
    const auto field = member.fields.find(name);
    if (field == member.fields.end() || !read.canonical.speaks()) continue;
    if (shows_former(slot, name, field->second, read, reading.read_at)) not_before(field->second.based_at + slot.read_lag);
  }
  return until;
}

}  // namespace syncline
