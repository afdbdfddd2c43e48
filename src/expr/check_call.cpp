// Calls: candidates by name and form, then by the types of the arguments.

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "expr/check.h"

namespace syncline::expr {

using Kind = Type::Kind;

namespace {

using Bound = std::vector<std::pair<std::string, Type>>;

/// True when `actual` fits `pattern`, whose parameters are bound on the way.
bool fits(const Type& pattern, const Type& actual, Bound& bound) {
  if (pattern.is(Kind::parameter)) {
    auto at = std::ranges::find(bound, pattern.name(), &Bound::value_type::first);
    if (at == bound.end()) {
      bound.emplace_back(pattern.name(), actual);
    } else {
      at->second = common(at->second, actual);
    }
    return true;
  }
  if (actual.is(Kind::dyn) || pattern.is(Kind::dyn) || actual.is_undecided()) return true;
  if (pattern.is(Kind::list) && actual.is(Kind::list)) return fits(pattern.element(), actual.element(), bound);
  if (pattern.is(Kind::optional) && actual.is(Kind::optional)) return fits(pattern.element(), actual.element(), bound);
  if (pattern.is(Kind::map) && actual.is(Kind::map)) {
    return fits(pattern.key(), actual.key(), bound) && fits(pattern.value(), actual.value(), bound);
  }
  if (actual.is(Kind::null)) return pattern.is(Kind::null);
  if (pattern.is(Kind::map) && actual.is(Kind::object)) return true;
  return assignable(actual, pattern);
}

Type filled(const Type& type, const Bound& bound) {
  if (type.is(Kind::parameter)) {
    auto at = std::ranges::find(bound, type.name(), &Bound::value_type::first);
    return at == bound.end() ? Type::undecided() : at->second;
  }
  if (type.is(Kind::list)) return Type::list(filled(type.element(), bound));
  if (type.is(Kind::optional)) return Type::optional(filled(type.element(), bound));
  if (type.is(Kind::map)) return Type::map(filled(type.key(), bound), filled(type.value(), bound));
  return type;
}

std::string listed(const std::vector<Type>& types, bool method) {
  std::vector<std::string> texts;
  for (const Type& type : types) texts.push_back(text_of(type));
  const std::string receiver = method && !texts.empty() ? texts.front() + "." : "";
  if (!receiver.empty()) texts.erase(texts.begin());
  return receiver + "\x01(" + join(texts, ", ") + ")";
}

std::string signature_text(std::string_view name, const std::vector<Type>& types, bool method) {
  std::string text = listed(types, method);
  text.replace(text.find('\x01'), 1, name);
  return text;
}

}  // namespace

std::string text_of(const Signature& signature) {
  return signature_text(signature.name, signature.parameters, signature.method) + " → " + text_of(signature.result);
}

std::optional<Type> result_of(const Signature& signature, const std::vector<Type>& arguments) {
  if (signature.parameters.size() != arguments.size()) return std::nullopt;
  Bound bound;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!fits(signature.parameters[i], arguments[i], bound)) return std::nullopt;
  }
  return filled(signature.result, bound);
}

std::vector<const Overloads*> Checker::tables() const {
  std::vector<const Overloads*> tables{&builtins()};
  if (scope_.functions) tables.push_back(&scope_.functions->overloads());
  return tables;
}

std::string Checker::form(Node& node, Call& call) {
  std::vector<Type> types;
  std::string first_path;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    std::string path = follow(*call.arguments[i]);
    if (!path.empty()) paths_.insert(path);
    if (i == 0) first_path = std::move(path);
    types.push_back(call.arguments[i]->type);
  }
  const bool known = find_candidates(node, call, types);
  node.convert = is_stored_otherwise(node.type);
  if (!known) unknown_function(node, call);
  if (known && call.candidates.empty()) no_overload(node, call, types);
  if (call.name == "matches") check_pattern(call);
  const bool within = call.name == "first" || call.name == "flatten" || call.name == "value" ||
                      call.name == "orValue" || call.name == "optional.of" || call.name == "optional.ofNonZeroValue";
  return within ? first_path : std::string();
}

/// With types known beforehand the first fit is the one; else the values will choose among all that fit.
bool Checker::find_candidates(Node& node, Call& call, const std::vector<Type>& types) {
  const bool open = std::ranges::any_of(types, [](const Type& type) { return type.is(Kind::dyn); });
  bool known = false;
  for (const auto* table : tables()) {
    for (const auto& overload : *table) {
      if (overload->signature.name != call.name) continue;
      known = true;
      if (overload->signature.method != call.method || (!open && !call.candidates.empty())) continue;
      auto result = result_of(overload->signature, types);
      if (!result) continue;
      node.type = call.candidates.empty() || node.type == *result ? *result : Type::dyn();
      call.candidates.push_back(overload);
    }
  }
  return known;
}

void Checker::unknown_function(const Node& node, const Call& call) {
  std::set<std::string> names{"has", "all", "exists", "exists_one", "map", "filter", "optMap", "optFlatMap"};
  for (const auto* table : tables()) {
    for (const auto& overload : *table) names.insert(overload->signature.name);
  }
  report(node.at, "expr.unknown_function", "there is no function '" + call.name + "'",
         suggestion(call.name, {names.begin(), names.end()},
                    call.name == "double" || call.name == "float" ? "use decimal(); it is exact"
                                                                  : "the reference lists the functions"));
}

void Checker::no_overload(const Node& node, const Call& call, const std::vector<Type>& types) {
  std::vector<std::string> known;
  for (const auto* table : tables()) {
    for (const auto& overload : *table) {
      if (overload->signature.name == call.name) known.push_back(text_of(overload->signature));
    }
  }
  report(node.at, "expr.no_overload", signature_text(call.name, types, call.method) + " does not exist",
         "there is " + join(known, ", "));
}

/// A literal pattern is compiled here, once, and its errors are found before anything runs.
void Checker::check_pattern(Call& call) {
  if (call.arguments.size() != 2) return;
  const auto* literal = std::get_if<Literal>(&call.arguments[1]->form);
  if (!literal || !literal->value.is(Val::Kind::string)) return;
  auto pattern = Pattern::compile(literal->value.as_text());
  if (pattern) {
    call.pattern = *pattern;
  } else {
    report(call.arguments[1]->at, "expr.pattern", "the pattern is wrong: " + pattern.error(),
           "patterns are RE2; in r\"…\" a backslash is itself");
  }
}

std::optional<Val::Kind> type_named(std::string_view name) {
  for (auto kind : {Val::Kind::null, Val::Kind::boolean, Val::Kind::integer, Val::Kind::uint, Val::Kind::decimal,
                    Val::Kind::string, Val::Kind::bytes, Val::Kind::list, Val::Kind::map, Val::Kind::timestamp,
                    Val::Kind::duration, Val::Kind::money, Val::Kind::type, Val::Kind::optional}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

bool is_stored_otherwise(const Type& type) {
  if (type.is(Kind::list) || type.is(Kind::optional)) return is_stored_otherwise(type.element());
  return type.is(Kind::timestamp) || type.is(Kind::duration) || type.is(Kind::money) || type.is(Kind::decimal);
}

}  // namespace syncline::expr
