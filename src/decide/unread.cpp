#include "decide/unread.h"

#include "base/mutant.h"

namespace syncline {

std::uint32_t version_written(const Shadow& shadow, const MemberField& field, const std::string& name,
                              const Effect& sent) {
  const FieldChange& change = sent.changes.at(name);
  const auto agreed = shadow.agreed.find(name);
  const bool is_agreed = agreed != shadow.agreed.end() && agreed->second.value == change.after;
  const bool is_edited_since = field.based_at > sent.sent_at;
  return is_agreed && !is_edited_since && !mutant("put-back-written-twice") ? agreed->second.version : change.version;
}

void remember_written(const Shadow& shadow, Member& member, const Effect& sent, Instant looked_at) {
  for (const auto& [name, change] : sent.changes) {
    const auto field = member.fields.find(name);
    if (field == member.fields.end() || field->second.confirmed >= change.version) continue;
    field->second.written = version_written(shadow, field->second, name, sent);
    field->second.written_value = change.after;
    field->second.written_at = looked_at;
    field->second.acknowledged_at = {};
  }
}

Shadow acknowledged_unread(const Shadow& shadow, const Effect& update, Instant acknowledged_at) {
  Shadow next = shadow;
  Member* member = next.member(update.key);
  if (!member) return next;
  remember_written(next, *member, update, Instant{});
  for (auto& [name, field] : member->fields) {
    if (field.written != 0 && field.written_at == Instant{}) field.acknowledged_at = acknowledged_at;
  }
  return next;
}

}  // namespace syncline
