#include "engine/references.h"

namespace syncline {
namespace {

const Member* member_in(const Link& link, const std::string& system, const std::string& object) {
  for (const Member& member : link.shadow.members) {
    const bool fits = member.key.system == system && (object.empty() || member.key.object == object);
    if (fits && !member.duplicate && member.state == RecordState::live && !member.key.native.empty()) return &member;
  }
  return nullptr;
}

}  // namespace

std::map<std::string, RecordKey> resolve_references(Reader& reader, const Binding& binding, const std::string& system,
                                                    Reading& reading) {
  std::map<std::string, RecordKey> unlinked;
  for (const BindingField& field : binding.fields()) {
    if (field.type != FieldType::reference) continue;
    const auto found = reading.fields.find(field.name);
    if (found == reading.fields.end() || found->second.canonical.presence != Presence::value) continue;
    FieldValue& canonical = found->second.canonical;
    const RecordKey parent{system, field.object, canonical.value.string_or("")};
    if (const LinkId link = reader.link_of(parent)) {
      canonical = FieldValue::of(link.n);
    } else {
      canonical = FieldValue::absent();
      unlinked.emplace(field.name, parent);
    }
  }
  return unlinked;
}

std::optional<MissingParent> resolve_targets(Reader& reader, const Binding& binding, const std::string& system,
                                             std::map<std::string, FieldValue>& values) {
  for (auto& [name, value] : values) {
    const BindingField* field = binding.field(name);
    if (!field || field->type != FieldType::reference || value.presence != Presence::value) continue;
    const LinkId id{value.value.int_or(0)};
    const auto link = reader.link(id);
    const Member* member = link ? member_in(*link, system, field->object) : nullptr;
    if (!member) return MissingParent{name, id};
    value = FieldValue::of(member->key.native);
  }
  return std::nullopt;
}

std::optional<MissingParent> missing_parent(Reader& reader, const Binding& binding, const std::string& system,
                                            const Changes& changes) {
  std::map<std::string, FieldValue> values;
  for (const auto& [name, change] : changes) values.emplace(name, change.after);
  return resolve_targets(reader, binding, system, values);
}

}  // namespace syncline
