#include "expr/check.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace syncline::expr {

using Kind = Type::Kind;

void Checker::report(Position at, std::string code, std::string message, std::string remedy) {
  problems_.push_back({at, std::move(code), std::move(message), std::move(remedy)});
}

void Checker::check(Node& root) {
  const Type& type = visit(root);
  if (!problems_.empty() || !scope_.result || assignable(type, *scope_.result)) return;
  report(root.at, "expr.result",
         "the expression gives " + text_of(type) + ", but " + text_of(*scope_.result) + " is needed here",
         scope_.result->is(Kind::boolean) ? "write a condition, for example x != null or x == \"…\""
                                          : "convert it, for example with string() or decimal()");
}

const Type& Checker::visit(Node& node) {
  std::string path = follow(node);
  if (!path.empty()) paths_.insert(std::move(path));
  return node.type;
}

std::string Checker::follow(Node& node) {
  std::string path = std::visit([&](auto& f) { return form(node, f); }, node.form);
  if (node.type.is_undecided()) node.type = Type::dyn();
  return path;
}

std::string Checker::form(Node& node, Literal& literal) {
  switch (literal.value.kind()) {
    case Val::Kind::boolean: node.type = Type::boolean(); break;
    case Val::Kind::integer: node.type = Type::integer(); break;
    case Val::Kind::uint: node.type = Type::uint(); break;
    case Val::Kind::decimal: node.type = Type::decimal(); break;
    case Val::Kind::string: node.type = Type::string(); break;
    case Val::Kind::bytes: node.type = Type::bytes(); break;
    case Val::Kind::type: node.type = Type::type(); break;
    default: node.type = Type::null();
  }
  return {};
}

std::string Checker::form(Node& node, Ident& ident) {
  for (std::size_t i = ident.global ? 0 : locals_.size(); i-- > 0;) {
    if (locals_[i].name != ident.name) continue;
    ident.slot = static_cast<int>(i);
    node.type = locals_[i].type;
    node.convert = is_stored_otherwise(node.type);
    return locals_[i].path;
  }
  if (auto at = scope_.variables.find(ident.name); at != scope_.variables.end()) {
    node.type = at->second;
    node.convert = is_stored_otherwise(node.type);
    return ident.name;
  }
  if (auto kind = type_named(ident.name)) {
    node.type = Type::type();
    node.form = Literal{Val::type(*kind)};
    return {};
  }
  unknown_name(node, ident);
  return {};
}

void Checker::unknown_name(const Node& node, const Ident& ident) {
  std::vector<std::string> names;
  for (const auto& [name, type] : scope_.variables) names.push_back(name);
  for (const auto& local : locals_) names.push_back(local.name);
  std::string all = names.empty() ? "no names are known here; put texts between quotes"
                                  : "known here: " + join(names, ", ") + "; put texts between quotes";
  report(node.at, "expr.unknown_name", "'" + ident.name + "' is not known here",
         suggestion(ident.name, names, std::move(all)));
}

std::string Checker::form(Node& node, Select& select) {
  std::string path = follow(*select.operand);
  const Type& operand = select.operand->type;
  const bool chained = operand.is(Kind::optional);
  node.type = field_of(node, select, chained ? operand.element() : operand);
  if ((chained || select.optional) && !node.type.is(Kind::optional)) node.type = Type::optional(node.type);
  if (select.test) node.type = Type::boolean();
  node.convert = !select.test && is_stored_otherwise(node.type);
  if (!path.empty()) path += "." + select.field;
  if (!select.test) return path;
  if (!path.empty()) paths_.insert(path);
  return {};
}

Type Checker::field_of(const Node& node, const Select& select, const Type& operand) {
  if (operand.is(Kind::dyn) || operand.is_undecided()) return Type::dyn();
  if (operand.is(Kind::map)) return operand.value();
  if (operand.is(Kind::money)) {
    if (select.field == "amount") return Type::decimal();
    if (select.field == "currency") return Type::string();
    report(node.at, "expr.unknown_field", "money has no field '" + select.field + "'", "it has amount and currency");
    return Type::dyn();
  }
  if (!operand.is(Kind::object)) {
    report(node.at, "expr.unknown_field", text_of(operand) + " has no fields, so no '" + select.field + "' either",
           operand.is(Kind::list) ? "look at each item: list.exists(x, x." + select.field + " …), list.map(x, x." +
                                        select.field + "), first(list)"
                                  : "take the '." + select.field + "' away");
    return Type::dyn();
  }
  const ObjectType* object = scope_.types ? scope_.types->find(operand.name()) : nullptr;
  if (!object) return Type::dyn();
  if (const auto* field = object->field(select.field)) return field->type;
  if (object->open) return Type::dyn();
  std::vector<std::string> names;
  for (const auto& field : object->fields) names.push_back(field.name);
  report(node.at, "expr.unknown_field", object->name + " has no field '" + select.field + "'",
         suggestion(select.field, names, "it has " + join(names, ", ")));
  return Type::dyn();
}

std::string Checker::form(Node& node, Index& index) {
  std::string path = follow(*index.operand);
  visit(*index.key);
  const bool chained = index.operand->type.is(Kind::optional);
  const Type operand = chained ? index.operand->type.element() : index.operand->type;
  node.type = element_of(node, index, operand);
  if ((chained || index.optional) && !node.type.is(Kind::optional)) node.type = Type::optional(node.type);
  node.convert = is_stored_otherwise(node.type);
  if (path.empty() || operand.is(Kind::list)) return path;
  const auto* literal = std::get_if<Literal>(&index.key->form);
  if (literal && literal->value.is(Val::Kind::string)) return path + "." + std::string(literal->value.as_text());
  paths_.insert(std::move(path));
  return {};
}

Type Checker::element_of(const Node& node, const Index& index, const Type& operand) {
  const Type& key = index.key->type;
  if (operand.is(Kind::dyn) || operand.is_undecided()) return Type::dyn();
  if (operand.is(Kind::list)) {
    if (key.is_number() || key.is(Kind::dyn)) return operand.element();
    report(index.key->at, "expr.type", "the index of a list must be an int, here it is " + text_of(key),
           "write for example list[0]");
    return operand.element();
  }
  if (operand.is(Kind::map)) {
    if (!assignable(key, operand.key()) && !(key.is_number() && operand.key().is_number())) {
      report(index.key->at, "expr.type", "the keys of this map are " + text_of(operand.key()) + ", not " + text_of(key),
             "convert the key");
    }
    return operand.value();
  }
  if (operand.is(Kind::object)) {
    const auto* literal = std::get_if<Literal>(&index.key->form);
    if (!literal || !literal->value.is(Val::Kind::string)) return Type::dyn();
    return field_of(*index.key, Select{nullptr, std::string(literal->value.as_text())}, operand);
  }
  report(node.at, "expr.type", text_of(operand) + " has no items to index", "only lists and maps have");
  return Type::dyn();
}

std::string Checker::form(Node& node, Comprehension& loop) {
  std::string path = follow(*loop.range);
  if (!path.empty()) paths_.insert(path);
  const Type range = loop.range->type;
  const bool whole = loop.macro == Macro::opt_map || loop.macro == Macro::opt_flat_map;
  const bool keys = !whole && !range.is(Kind::list) && !range.is(Kind::dyn);
  loop.slot = static_cast<int>(locals_.size());
  locals_.push_back({loop.variable, walked(node, loop, range), keys ? "" : path});
  slots_ = std::max(slots_, static_cast<int>(locals_.size()));
  if (loop.condition) {
    visit(*loop.condition);
    expect_bool(*loop.condition, "the condition of a macro");
  }
  std::string transformed;
  if (loop.transform) transformed = follow(*loop.transform);
  if (!transformed.empty()) paths_.insert(transformed);
  const Type element = locals_.back().type;
  locals_.pop_back();
  if (loop.transform) {
    const Type& made = loop.transform->type;
    const bool wrapped = loop.macro == Macro::opt_map;
    node.type = loop.macro == Macro::map ? Type::list(made) : wrapped ? Type::optional(made) : made;
    return transformed;
  }
  node.type = loop.macro == Macro::filter ? Type::list(element) : Type::boolean();
  return loop.macro == Macro::filter && !keys ? path : std::string();
}

Type Checker::walked(const Node& node, const Comprehension& loop, const Type& range) {
  if (loop.macro == Macro::opt_map || loop.macro == Macro::opt_flat_map) {
    if (range.is(Kind::optional)) return range.element();
    if (!range.is(Kind::dyn))
      report(node.at, "expr.type", text_of(range) + " is no optional value", "write for example x.?field.optMap(f, …)");
    return Type::dyn();
  }
  if (range.is(Kind::list)) return range.element();
  if (range.is(Kind::map)) return range.key();
  if (range.is(Kind::object)) return Type::string();
  if (!range.is(Kind::dyn)) {
    report(node.at, "expr.type", text_of(range) + " cannot be walked with '" + loop.variable + "'",
           "macros work on lists and maps");
  }
  return Type::dyn();
}

std::string Checker::form(Node& node, Concat& concat) {
  for (auto& part : concat.parts) {
    const Type& type = visit(*part);
    if (!type.is(Kind::list) && !type.is(Kind::map) && !type.is(Kind::object) && !type.is(Kind::type) &&
        !type.is(Kind::bytes) && !type.is(Kind::optional))
      continue;
    report(part->at, "expr.template", text_of(type) + " cannot stand inside a text",
           type.is(Kind::list)       ? "use join(list, \", \")"
           : type.is(Kind::optional) ? "say what stands for none: x.orValue(\"\")"
                                     : "name one of its fields");
  }
  node.type = Type::string();
  return {};
}

void Checker::expect_bool(const Node& node, std::string_view what) {
  if (node.type.is(Kind::boolean) || node.type.is(Kind::dyn)) return;
  report(node.at, "expr.type", std::string(what) + " must be bool, here it is " + text_of(node.type),
         "write a comparison, for example x != null or x == \"…\"");
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates, std::string otherwise) {
  auto best = closest(word, candidates);
  return best ? "did you mean '" + *best + "'?" : otherwise;
}

}  // namespace syncline::expr
