#include "decide/unread.h"

namespace syncline {

void remember_written(Member& member, const Changes& changes, Instant looked_at) {
  for (const auto& [name, change] : changes) {
    const auto field = member.fields.find(name);
    if (field == member.fields.end() || field->second.confirmed >= change.version) continue;
    field->second.written = change.version;
    field->second.written_value = change.after;
    field->second.written_at = looked_at;
  }
}

Shadow acknowledged_unread(const Shadow& shadow, const Effect& update) {
  Shadow next = shadow;
  if (Member* member = next.member(update.key)) remember_written(*member, update.changes, Instant{});
  return next;
}

}  // namespace syncline
