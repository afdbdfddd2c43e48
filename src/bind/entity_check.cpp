#include "bind/entity_check.h"

#include "bind/finding.h"

namespace syncline {
namespace {

expr::Type type_of(const FieldSpec& field, const std::string& owner, expr::TypeEnv& types) {
  switch (field.type) {
    case FieldType::boolean: return expr::Type::boolean();
    case FieldType::integer: return expr::Type::integer();
    case FieldType::decimal:
    case FieldType::money: return expr::Type::decimal();
    case FieldType::instant: return expr::Type::timestamp();
    case FieldType::reference: return expr::Type::dyn();
    case FieldType::parts: break;
    default: return expr::Type::string();
  }
  expr::ObjectType part{.name = owner + "." + field.name, .fields = {}};
  for (const FieldSpec& each : field.parts) part.fields.push_back({each.name, type_of(each, part.name, types)});
  const expr::Type item = expr::Type::object(part.name);
  types.add(std::move(part));
  return expr::Type::list(item);
}

}  // namespace

EntityScope::EntityScope(const Entity& entity) {
  for (const FieldSpec& field : entity.fields)
    scope_.variables.emplace(field.name, type_of(field, entity.name, types_));
  scope_.types = &types_;
  scope_.result = expr::Type::boolean();
}

void judge_checks(const Entity& entity, const Document& document, Diagnostics& findings) {
  const EntityScope names(entity);
  for (std::size_t i = 0; i < entity.checks.size(); ++i) {
    const auto program = expr::compile(entity.checks[i].that, names.condition());
    if (program) continue;
    const std::string path = "checks." + std::to_string(i) + ".that";
    for (const expr::Problem& problem : program.error()) {
      findings.add(finding("B205", document.place(path), "the check cannot be computed: " + problem.message,
                           problem.remedy.empty() ? "correct the expression" : problem.remedy));
    }
  }
}

}  // namespace syncline
