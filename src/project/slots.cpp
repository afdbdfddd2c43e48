// `systems` and `bind` of a sync file → slots with their bindings.
#include <algorithm>

#include "base/text.h"
#include "bind/binding_file.h"
#include "project/compilation.h"

namespace syncline {
namespace {

std::string system_of(const std::string& slot) { return slot.substr(0, slot.find('.')); }

std::vector<std::string> names_of(const std::map<std::string, ObjectSpec>& objects) {
  std::vector<std::string> names;
  for (const auto& [name, object] : objects) names.push_back(name);
  return names;
}

/// The binding file that carries the entity in this object.
const Document* find_binding(Compilation& c, const SyncDraft& draft, const ProjectSystem& system,
                             const std::string& object, const Place& at) {
  const std::string& entity = draft.entity->name;
  const auto files = c.catalog.bindings(system.connector, entity);
  std::vector<std::string> objects;
  for (const Document* file : files) {
    objects.push_back(file->value()["object"].string_or(""));
    if (objects.back() == object) return file;
  }
  if (files.empty()) {
    c.report("P005", at, "the connector " + system.connector + " has no binding for the entity " + in_quotes(entity),
             "write connectors/" + system.connector + "/bindings/" + entity + ".yaml; it carries " +
                 words_of(c.catalog.entities_of(system.connector)));
  } else {
    c.report("P006", at,
             "the object " + in_quotes(object) + " of the connector " + system.connector + " carries no " + entity,
             "write " + words_of(objects));
  }
  return nullptr;
}

ValueType type_of(FieldType type) {
  switch (type) {
    case FieldType::boolean: return ValueType::boolean;
    case FieldType::integer: return ValueType::integer;
    case FieldType::decimal:
    case FieldType::money: return ValueType::decimal;
    case FieldType::date: return ValueType::date;
    case FieldType::instant: return ValueType::datetime;
    default: return ValueType::any;
  }
}

bool has(const std::vector<ValueSpec>& fields, std::string_view path) {
  const std::string_view first = path.substr(0, path.find('.'));
  for (const ValueSpec& each : fields) {
    if (each.name == path || each.name == first) return true;
  }
  return path == "id";
}

const ValueSpec* list_of(const ObjectSpec& object, const std::string& name) {
  for (const ValueSpec& each : object.fields) {
    if (each.name == name && !each.part.empty()) return &each;
  }
  return nullptr;
}

bool is_declared(const ObjectSpec& object, const FieldBinding& field) {
  if (field.part.empty()) return has(object.fields, field.path);
  const ValueSpec* list = list_of(object, field.part);
  return list && has(list->part, field.path);
}

/// The field itself; of a list of parts the fields of a part, as if each stood in one.
std::vector<FieldBinding> values_of(const FieldBinding& field) {
  if (!field.is_list()) return {field};
  std::vector<FieldBinding> out = field.parts;
  for (FieldBinding& each : out) each.part = field.part;
  return out;
}

/// A custom field of this installation: the connector's description cannot know it, the binding says enough.
void declare(ProjectSystem& system, const std::string& object, const FieldBinding& field) {
  ValueSpec added;
  added.name = added.path = field.path;
  added.type = field.table ? ValueType::any : type_of(field.type);
  system.manifest = system.manifest->changed([&](Manifest& manifest) {
    ObjectSpec& spec = manifest.objects.at(object);
    if (field.part.empty()) {
      spec.fields.push_back(added);
      return;
    }
    for (ValueSpec& each : spec.fields) {
      if (each.name == field.part) each.part.push_back(added);
    }
  });
}

void check_paths(Compilation& c, const SyncDraft& draft, ProjectSystem& system, const SlotDraft& slot,
                 const Document& binding_file) {
  const Value& own = draft.file["bind"][slot.rule.slot];
  for (const FieldBinding& field : slot.binding.fields) {
    const bool rebound = own.is_map() && own.as_map().contains(field.name);
    const Place at = rebound ? draft.document.place("bind." + slot.rule.slot + "." + field.name)
                             : binding_file.place("fields." + field.name);
    for (const FieldBinding& value : values_of(field)) {
      const ObjectSpec& object = system.manifest->objects.at(slot.rule.object);
      if (is_declared(object, value)) continue;
      const bool known_list = value.part.empty() || list_of(object, value.part);
      if (rebound && known_list) {
        declare(system, slot.rule.object, value);
        continue;
      }
      c.report("P037", at,
               "the object " + in_quotes(slot.rule.object) + " of the connector " + system.connector + " declares no " +
                   (known_list ? "field " : "list of child records ") + in_quotes(known_list ? value.path : value.part),
               "declare it in connectors/" + system.connector + "/connector.yaml, or correct the name");
      if (!known_list) break;
    }
  }
}

void note_tables(Compilation& c, const BindingSpec& binding) {
  for (const FieldBinding& field : binding.fields) {
    for (const FieldBinding& value : values_of(field)) {
      if (value.table) c.used_tables.insert(value.table->name());
    }
  }
}

void read_slot(Compilation& c, SyncDraft& draft, const std::string& slot, const std::string& object) {
  const Place at = draft.document.place("systems." + slot);
  const std::string name = system_of(slot);
  ProjectSystem* system = c.system(name);
  if (!system) {
    if (!c.named_systems.empty() && !c.named_systems.contains(name)) {
      c.report_unknown("P002", draft.document.key_place("systems." + slot),
                       "there is no system " + in_quotes(name) + " in syncline.yaml", name,
                       {c.named_systems.begin(), c.named_systems.end()});
    }
    return;
  }
  if (!c.object(name, object)) {
    return c.report_unknown("P004", at, "the connector " + system->connector + " has no object " + in_quotes(object),
                            object, names_of(system->manifest->objects));
  }
  const Document* file = find_binding(c, draft, *system, object, at);
  if (!file) return;
  const BindingScope scope{*draft.entity, c.tables, c.convert, system->manifest->values.empty_number};
  auto binding = read_binding_file(*file, scope, c.findings);
  if (!binding) return;
  const Value& own = draft.file["bind"][slot];
  if (own.is_map() && !rebind(*binding, draft.document, "bind." + slot, own, scope, c.findings)) return;
  if (!apply_field_tables(c, draft, slot, *file, *binding)) return;
  SlotDraft made{.rule = {}, .binding = std::move(*binding), .at = at};
  made.rule.slot = slot;
  made.rule.system = name;
  made.rule.object = object;
  check_paths(c, draft, *system, made, *file);
  note_tables(c, made.binding);
  made.rule.binding = make_binding(made.binding);
  draft.slots.push_back(std::move(made));
}

void check_slot_keys(Compilation& c, const SyncDraft& draft, const char* key) {
  if (!draft.file[key].is_map()) return;
  for (const auto& [slot, words] : draft.file[key].as_map()) {
    if (std::ranges::find(draft.slot_names, slot) != draft.slot_names.end()) continue;
    c.report_unknown("P012", draft.document.key_place(std::string(key) + "." + slot),
                     in_quotes(slot) + " is none of this file's systems", slot, draft.slot_names);
  }
}

void check_names(Compilation& c, const SyncDraft& draft) {
  for (const std::string& slot : draft.slot_names) {
    const std::string system = system_of(slot);
    const Place at = draft.document.key_place("systems." + slot);
    if (draft.entity->field(system)) {
      c.report("P042", at, in_quotes(system) + " is a system and a field of " + draft.entity->name,
               "call the system otherwise in syncline.yaml");
    }
    if (slot != system && std::ranges::find(draft.slot_names, system) != draft.slot_names.end()) {
      c.report("P042", at, "the system " + system + " has a slot without a role and one with a role",
               "give each of its slots a role: " + system + ".customer");
    }
  }
}

}  // namespace

void read_slots(Compilation& c, SyncDraft& draft) {
  if (!draft.file["systems"].is_map()) return;
  for (const auto& [slot, object] : draft.file["systems"].as_map()) draft.slot_names.push_back(slot);
  for (const auto& [slot, object] : draft.file["systems"].as_map()) read_slot(c, draft, slot, object.string_or(""));
  for (const char* key : {"bind", "create", "timing", "reflect", "windows", "closed", "limits"})
    check_slot_keys(c, draft, key);
  check_names(c, draft);
}

}  // namespace syncline
