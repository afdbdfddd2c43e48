// `skip` and `create … when` of a sync file: CEL over the names that decide/guards gives them.
#include "expr/expr.h"
#include "project/compilation.h"

namespace syncline {
namespace {

expr::Type type_of(FieldType type) {
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

/// `name` is what is agreed, `crm.name` and `members.crm.name` what that slot shows.
class Names {
 public:
  explicit Names(const SyncDraft& draft) {
    for (const FieldSpec& field : draft.entity->fields) scope_.variables.emplace(field.name, type_of(field.type));
    expr::ObjectType members{.name = "members", .fields = {}};
    std::map<std::string, expr::ObjectType> roles;
    for (const std::string& slot : draft.slot_names) add_slot(draft, slot, members, roles);
    for (auto& [system, object] : roles) {
      scope_.variables.emplace(system, expr::Type::object(object.name));
      members.fields.push_back({system, expr::Type::object(object.name)});
      types_.add(std::move(object));
    }
    scope_.variables.emplace("members", expr::Type::object("members"));
    types_.add(std::move(members));
    scope_.types = &types_;
    scope_.result = expr::Type::boolean();
  }
  Names(const Names&) = delete;
  Names& operator=(const Names&) = delete;
  const expr::Scope& scope() const { return scope_; }

 private:
  void add_slot(const SyncDraft& draft, const std::string& slot, expr::ObjectType& members,
                std::map<std::string, expr::ObjectType>& roles) {
    const SlotDraft* known = draft.slot(slot);
    expr::ObjectType object{.name = slot, .fields = {}, .open = known == nullptr};
    if (known) {
      for (const FieldBinding& field : known->binding.fields)
        object.fields.push_back({field.name, type_of(field.type)});
    }
    types_.add(std::move(object));
    const auto dot = slot.find('.');
    if (dot == std::string::npos) {
      scope_.variables.emplace(slot, expr::Type::object(slot));
      members.fields.push_back({slot, expr::Type::object(slot)});
      return;
    }
    const std::string system = slot.substr(0, dot);
    expr::ObjectType& group = roles.try_emplace(system, expr::ObjectType{.name = system, .fields = {}}).first->second;
    group.fields.push_back({slot.substr(dot + 1), expr::Type::object(slot)});
  }

  expr::TypeEnv types_;
  expr::Scope scope_;
};

std::shared_ptr<const expr::Program> compile(Compilation& c, const SyncDraft& draft, const Names& names,
                                             const std::vector<std::string>& keys, const std::string& source) {
  auto program = expr::compile(source, names.scope());
  if (program) return std::make_shared<const expr::Program>(std::move(program).value());
  const Node* node = node_at(draft.document, keys);
  for (const expr::Problem& problem : program.error()) {
    const Span part{problem.at.line, problem.at.column, 1};
    c.report("P024", node ? draft.document.place_within(*node, part) : draft.document.place(keys.front()),
             problem.message, problem.remedy.empty() ? "correct the condition" : problem.remedy);
  }
  return nullptr;
}

}  // namespace

void read_conditions(Compilation& c, SyncDraft& draft) {
  const Names names(draft);
  if (const Value& skip = draft.file["skip"]; skip.is_string())
    draft.policy.skip = compile(c, draft, names, {"skip"}, skip.as_string());
  if (!draft.file["create"].is_map()) return;
  for (const auto& [name, words] : draft.file["create"].as_map()) {
    if (!words["when"].is_string()) continue;
    auto condition = compile(c, draft, names, {"create", name, "when"}, words["when"].as_string());
    for (SlotDraft& slot : draft.slots) {
      if (slot.rule.slot != name) continue;
      slot.rule.create = SlotRule::Create::when;
      slot.rule.create_when = condition;
    }
  }
}

}  // namespace syncline
