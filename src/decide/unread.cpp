#include "decide/unread.h"

namespace syncline {

void remember_written(Member& member, const Changes& changes, Instant looked_at) {
  for (const auto& [name, change] : changes) {
    const auto field = member.fields.find(name);
    if (field == member.fields.end() || field->second.confirmed >= change.version) continue;
    field->second.written = change.version;
    field->second.written_value = change.after;
    field->second.written_at = looked_at;
    field->second.acknowledged_at = {};
  }
}

Shadow acknowledged_unread(const Shadow& shadow, const Effect& update, Instant acknowledged_at) {
  Shadow next = shadow;
  Member* member = next.member(update.key);
  if (!member) return next;
  remember_written(*member, update.changes, Instant{});
  for (auto& [name, field] : member->fields) {
    if (field.written != 0 && field.written_at == Instant{}) field.acknowledged_at = acknowledged_at;
  }
  return next;
}

}  // namespace syncline
