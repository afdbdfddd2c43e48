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

/// The links of all references in a list of parts. The first record that has none is returned, and nothing is changed.
std::optional<RecordKey> resolve_parts(Reader& reader, const BindingField& field, const std::string& system,
                                       BoundField& bound) {
  if (!field.refers_in_parts() || !bound.canonical.value.is_list()) return std::nullopt;
  std::map<std::string, LinkId> links;
  for (const Value& part : std::as_const(bound.canonical.value).as_list()) {
    for (const BindingField& reference : field.parts) {
      if (reference.type != FieldType::reference || part[reference.name].is_null()) continue;
      const RecordKey record{system, reference.object, part[reference.name].string_or("")};
      const LinkId link = reader.link_of(record);
      if (!link) return record;
      links[reference.name + " " + record.native] = link;
    }
  }
  for (Value& part : bound.canonical.value.as_list()) {
    for (const BindingField& reference : field.parts) {
      if (reference.type != FieldType::reference || part[reference.name].is_null()) continue;
      const std::string native = part[reference.name].string_or("");
      part.as_map().set(reference.name, links.at(reference.name + " " + native).n);
    }
  }
  bound.links = std::move(links);
  return std::nullopt;
}

/// Link ids in parts → the ids that the system knows them by.
std::optional<LinkId> resolve_part_targets(Reader& reader, const BindingField& field, const std::string& system,
                                           Value& parts) {
  if (!field.refers_in_parts() || !parts.is_list()) return std::nullopt;
  for (Value& part : parts.as_list()) {
    for (const BindingField& reference : field.parts) {
      if (reference.type != FieldType::reference || !part.is_map() || part[reference.name].is_null()) continue;
      const LinkId id{part[reference.name].int_or(0)};
      const auto link = reader.link(id);
      const Member* member = link ? member_in(*link, system, reference.object) : nullptr;
      if (!member) return id;
      part.as_map().set(reference.name, member->key.native);
    }
  }
  return std::nullopt;
}

}  // namespace

std::map<std::string, RecordKey> resolve_references(Reader& reader, const Binding& binding, const std::string& system,
                                                    Reading& reading) {
  std::map<std::string, RecordKey> unlinked;
  for (const BindingField& field : binding.fields()) {
    const auto found = reading.fields.find(field.name);
    if (field.type == FieldType::parts && found != reading.fields.end()) {
      if (const auto missing = resolve_parts(reader, field, system, found->second)) {
        found->second.canonical = FieldValue::absent();
        unlinked.emplace(field.name, *missing);
      }
    }
    if (field.type != FieldType::reference || found == reading.fields.end() ||
        found->second.canonical.presence != Presence::value)
      continue;
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
    if (field && field->type == FieldType::parts) {
      if (const auto missing = resolve_part_targets(reader, *field, system, value.value))
        return MissingParent{name, *missing};
    }
    if (!field || field->type != FieldType::reference || value.presence != Presence::value) continue;
    const LinkId id{value.value.int_or(0)};
    const auto link = reader.link(id);
    const Member* member = link ? member_in(*link, system, field->object) : nullptr;
    if (!member) return MissingParent{name, id};
    value = FieldValue::of(member->key.native);
  }
  return std::nullopt;
}

std::string called(Reader& reader, LinkId id) {
  const auto link = reader.link(id);
  if (!link) return "link " + std::to_string(id.n);
  const RecordKey* key = link->shadow.any_key();
  const std::string record = key ? text_of(*key) : "link " + std::to_string(id.n);
  for (const char* field : {"name", "number", "description"}) {
    const auto agreed = link->shadow.agreed.find(field);
    if (agreed == link->shadow.agreed.end() || agreed->second.value.value.string_or("").empty()) continue;
    return agreed->second.value.value.as_string() + " (" + record + ")";
  }
  return record;
}

std::optional<MissingParent> missing_parent(Reader& reader, const Binding& binding, const std::string& system,
                                            const Changes& changes) {
  std::map<std::string, FieldValue> values;
  for (const auto& [name, change] : changes) values.emplace(name, change.after);
  return resolve_targets(reader, binding, system, values);
}

}  // namespace syncline
