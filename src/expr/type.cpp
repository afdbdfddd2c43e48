#include "expr/type.h"

#include <algorithm>
#include <utility>

namespace syncline::expr {

Type Type::list(Type element) {
  Type type(Kind::list);
  type.parts_.push_back(std::move(element));
  return type;
}

Type Type::map(Type key, Type value) {
  Type type(Kind::map);
  type.parts_.push_back(std::move(key));
  type.parts_.push_back(std::move(value));
  return type;
}

Type Type::optional(Type element) {
  Type type(Kind::optional);
  type.parts_.push_back(std::move(element));
  return type;
}

Type Type::object(std::string name) {
  Type type(Kind::object);
  type.name_ = std::move(name);
  return type;
}

Type Type::parameter(std::string name) {
  Type type(Kind::parameter);
  type.name_ = std::move(name);
  return type;
}

std::string_view name_of(Type::Kind kind) {
  static constexpr std::string_view names[] = {"dyn",    "null_type", "bool",      "int",           "uint",  "decimal",
                                               "string", "bytes",     "timestamp", "duration",      "money", "list",
                                               "map",    "object",    "type",      "optional_type", "T"};
  return names[static_cast<std::size_t>(kind)];
}

std::string text_of(const Type& type) {
  switch (type.kind()) {
    case Type::Kind::list: return "list<" + text_of(type.element()) + ">";
    case Type::Kind::optional: return "optional<" + text_of(type.element()) + ">";
    case Type::Kind::map: return "map<" + text_of(type.key()) + ", " + text_of(type.value()) + ">";
    case Type::Kind::object: return type.name();
    case Type::Kind::parameter: return type.is_undecided() ? "dyn" : type.name();
    case Type::Kind::null: return "null";
    default: return std::string(name_of(type.kind()));
  }
}

bool assignable(const Type& from, const Type& to) {
  using Kind = Type::Kind;
  if (from.is(Kind::dyn) || to.is(Kind::dyn) || from.is(Kind::null)) return true;
  if (from.is_undecided() || to.is_undecided()) return true;
  if (from.is(Kind::integer) && to.is(Kind::decimal)) return true;
  if (from.is(Kind::object) && to.is(Kind::map)) return true;
  if (from.kind() != to.kind()) return false;
  if (from.is(Kind::list) || from.is(Kind::optional)) return assignable(from.element(), to.element());
  if (from.is(Kind::map)) return assignable(from.key(), to.key()) && assignable(from.value(), to.value());
  return from.name() == to.name();
}

Type common(const Type& a, const Type& b) {
  using Kind = Type::Kind;
  if (a == b || b.is(Kind::null) || b.is_undecided()) return a;
  if (a.is(Kind::null) || a.is_undecided()) return b;
  if (a.is(Kind::integer) && b.is(Kind::decimal)) return b;
  if (a.is(Kind::decimal) && b.is(Kind::integer)) return a;
  if (a.is(Kind::list) && b.is(Kind::list)) return Type::list(common(a.element(), b.element()));
  if (a.is(Kind::optional) && b.is(Kind::optional)) return Type::optional(common(a.element(), b.element()));
  if (a.is(Kind::map) && b.is(Kind::map)) return Type::map(common(a.key(), b.key()), common(a.value(), b.value()));
  return Type::dyn();
}

const ObjectType::Field* ObjectType::field(std::string_view field_name) const {
  auto at = std::ranges::find(fields, field_name, &Field::name);
  return at == fields.end() ? nullptr : &*at;
}

void TypeEnv::add(ObjectType object) {
  std::string name = object.name;
  objects_.insert_or_assign(std::move(name), std::move(object));
}

const ObjectType* TypeEnv::find(std::string_view name) const {
  auto at = objects_.find(name);
  return at == objects_.end() ? nullptr : &at->second;
}

}  // namespace syncline::expr
