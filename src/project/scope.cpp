#include "project/scope.h"

#include <algorithm>

#include "base/text.h"

namespace syncline {
namespace {

constexpr std::string_view not_synced = " (which is not synced)";

expr::Type scalar_type(FieldType type) {
  switch (type) {
    case FieldType::boolean: return expr::Type::boolean();
    case FieldType::integer: return expr::Type::integer();
    case FieldType::decimal:
    case FieldType::money: return expr::Type::decimal();
    case FieldType::instant: return expr::Type::timestamp();
    case FieldType::reference:
    case FieldType::parts: return expr::Type::dyn();
    default: return expr::Type::string();
  }
}

bool is_derived_from(const SyncDraft& draft, const std::string& entity) {
  const OwnSlot* derived = draft.derived();
  return derived && derived->rule.derivation.from == entity;
}

bool is_in(const SyncDraft& draft, const std::string& system) {
  return std::ranges::any_of(draft.slot_names,
                             [&](const std::string& slot) { return slot.substr(0, slot.find('.')) == system; });
}

}  // namespace

std::vector<Relation> relations_of(const Drafts& drafts, const SyncDraft& draft) {
  std::vector<Relation> relations;
  const std::string& name = draft.entity->name;
  for (const SyncDraft& other : drafts) {
    if (refers_to(other, name)) relations.push_back({other.entity->plural, &other, true});
    if (is_derived_from(other, name) || is_derived_from(draft, other.entity->name))
      relations.push_back({other.entity->name, &other, false});
  }
  std::erase_if(relations, [&](const Relation& each) { return draft.entity->field(each.name) != nullptr; });
  return relations;
}

Names::Names(const Drafts& drafts, const SyncDraft& draft) : drafts_(drafts), draft_(draft) {
  add_entities();
  for (const FieldSpec& field : draft.entity->fields)
    variables_.emplace(field.name, type_of(field, draft.entity->name));
  add_slots();
  variables_.emplace(draft.entity->name, expr::Type::object(draft.entity->name));
  variables_.emplace("problem", expr::Type::string());
  for (const Relation& each : relations_of(drafts, draft)) {
    const expr::Type one = expr::Type::object(each.to->entity->name);
    variables_.emplace(each.name, each.many ? expr::Type::list(one) : one);
  }
}

Names::Names(const Drafts& drafts, const SyncDraft& draft, OnlySource)
    : drafts_(drafts), draft_(draft), only_source_(true) {
  add_entities();
  variables_.emplace(draft.entity->name, expr::Type::object(draft.entity->name));
}

Names Names::of_source(const Drafts& drafts, const SyncDraft& source) { return {drafts, source, OnlySource{}}; }

/// A reference to an entity that is not synced has a type of its own, without fields.
expr::Type Names::type_of(const FieldSpec& field, const std::string& owner) {
  if (field.type == FieldType::reference) {
    if (draft_of(drafts_, field.refers_to)) return expr::Type::object(field.refers_to);
    const std::string name = field.refers_to + std::string(not_synced);
    types_.add({.name = name, .fields = {}});
    return expr::Type::object(name);
  }
  if (field.type != FieldType::parts) return scalar_type(field.type);
  expr::ObjectType part{.name = owner + "." + field.name, .fields = {}};
  for (const FieldSpec& each : field.parts) part.fields.push_back({each.name, scalar_type(each.type)});
  const expr::Type item = expr::Type::object(part.name);
  types_.add(std::move(part));
  return expr::Type::list(item);
}

void Names::add_entities() {
  for (const SyncDraft& each : drafts_) {
    expr::ObjectType object{.name = each.entity->name, .fields = {}};
    for (const FieldSpec& field : each.entity->fields)
      object.fields.push_back({field.name, type_of(field, object.name)});
    for (const Relation& relation : relations_of(drafts_, each)) {
      const expr::Type one = expr::Type::object(relation.to->entity->name);
      object.fields.push_back({relation.name, relation.many ? expr::Type::list(one) : one});
    }
    if (!object.field("problem")) object.fields.push_back({"problem", expr::Type::string()});
    types_.add(std::move(object));
  }
}

void Names::add_slots() {
  expr::ObjectType members{.name = "members", .fields = {}};
  std::map<std::string, expr::ObjectType> roles;
  for (const std::string& slot : draft_.slot_names) add_slot(slot, members, roles);
  for (auto& [system, object] : roles) {
    variables_.emplace(system, expr::Type::object(object.name));
    members.fields.push_back({system, expr::Type::object(object.name)});
    types_.add(std::move(object));
  }
  variables_.emplace("members", expr::Type::object("members"));
  types_.add(std::move(members));
}

void Names::add_slot(const std::string& slot, expr::ObjectType& members,
                     std::map<std::string, expr::ObjectType>& roles) {
  const SlotDraft* known = draft_.slot(slot);
  const auto dot = slot.find('.');
  const std::string system = slot.substr(0, dot);
  expr::ObjectType object{.name = slot, .fields = {}, .open = known == nullptr};
  if (known) {
    for (const FieldBinding& field : known->binding.fields) {
      const FieldSpec* spec = draft_.entity->field(field.name);
      const bool parts = spec && spec->type == FieldType::parts;
      object.fields.push_back({field.name, parts ? type_of(*spec, draft_.entity->name) : scalar_type(field.type)});
    }
    for (const Relation& each : relations_of(drafts_, draft_)) {
      if (!each.many || !is_in(*each.to, system) || object.field(each.name)) continue;
      object.fields.push_back({each.name, expr::Type::list(expr::Type::object(each.to->entity->name))});
    }
  }
  types_.add(std::move(object));
  if (dot == std::string::npos) {
    variables_.emplace(slot, expr::Type::object(slot));
    members.fields.push_back({slot, expr::Type::object(slot)});
    return;
  }
  expr::ObjectType& group = roles.try_emplace(system, expr::ObjectType{.name = system, .fields = {}}).first->second;
  group.fields.push_back({slot.substr(dot + 1), expr::Type::object(slot)});
}

expr::Scope Names::scope(std::optional<expr::Type> result) const {
  expr::Scope scope;
  scope.variables = variables_;
  scope.types = &types_;
  scope.result = std::move(result);
  return scope;
}

std::optional<expr::Type> result_type(const FieldSpec& field) {
  if (field.type == FieldType::reference) return std::nullopt;
  if (field.type == FieldType::parts) return expr::Type::list(expr::Type::dyn());
  return scalar_type(field.type);
}

std::shared_ptr<const expr::Program> compile_at(Compilation& c, const Document& document,
                                                const std::vector<std::string>& keys, const std::string& source,
                                                const Names& names, const std::optional<expr::Type>& result,
                                                Reads* reads) {
  const Node* node = node_at(document, keys);
  const Place whole = node ? document.place_of(*node) : document.place(join(keys, "."));
  auto program = expr::compile(source, names.scope(result));
  if (!program) {
    for (const expr::Problem& problem : program.error()) {
      const bool unsynced = problem.message.find(not_synced) != std::string::npos;
      std::string remedy = problem.remedy.empty() ? "correct the expression" : problem.remedy;
      if (unsynced) remedy = "write a sync file for that entity, or use the reference without its fields";
      const Span part{problem.at.line, problem.at.column, 1};
      c.report("P024", node ? document.place_within(*node, part) : whole, problem.message, std::move(remedy));
    }
    return nullptr;
  }
  const Reads read = names.reads_of(*program);
  c.used_entities.insert(read.entities.begin(), read.entities.end());
  for (const std::string& each : read.unkept) {
    const std::string entity = each.substr(each.rfind(' ') + 1);
    c.report("P070", whole, "the expression reads the field " + each + ", which that entity's sync file does not keep",
             "add it to fields in sync/" + entity + ".yaml");
  }
  for (const std::string& each : read.by_id_only) {
    c.report("P070", whole,
             each + " is only the id that the system shows; nothing of the record behind it is known there",
             "write " + each.substr(each.rfind('.') + 1) + " without the system's name");
  }
  if (reads) *reads = read;
  return std::make_shared<const expr::Program>(std::move(program).value());
}

}  // namespace syncline
