// Evaluates expressions for the tests that compare us with others: one JSON object per line in, one per line out.
//   {"expr": "x + 1", "variables": {"x": {"type": "int", "value": 1}}}
//   {"type": "int", "value": {"int": "2"}}, {"refused": [problem…]} by the compiler, or {"error": problem}
// Values are tagged with their kind, which a plain result would lose: {"uint": "1"}, {"list": […]}, {"map": [[k, v]…]}.

#include <iostream>
#include <string>
#include <utility>

#include "base/json.h"
#include "expr/eval.h"
#include "expr/expr.h"

using namespace syncline;

namespace {

/// "int", {"list": type}, {"map": [key, value]}.
expr::Type type_of(const Value& spec) {
  using expr::Type;
  if (const Value& element = spec["list"]; !element.is_null()) return Type::list(type_of(element));
  if (const Value& parts = spec["map"]; parts.is_list()) return Type::map(type_of(parts.at(0)), type_of(parts.at(1)));
  for (const Type& type : {Type::null(), Type::boolean(), Type::integer(), Type::uint(), Type::decimal(),
                           Type::string(), Type::bytes(), Type::timestamp(), Type::duration(), Type::money()}) {
    if (spec.is_string() && name_of(type.kind()) == spec.as_string()) return type;
  }
  return Type::dyn();
}

std::string hex(std::string_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

Value tagged(const expr::Val& val) {
  using Kind = expr::Val::Kind;
  switch (val.kind()) {
    case Kind::boolean: return Map{{"bool", val.as_bool()}};
    case Kind::bytes: return Map{{"bytes", hex(val.as_bytes())}};
    case Kind::type: return Map{{"type", name_of(val.as_type())}};
    case Kind::list: {
      List items;
      for (std::size_t i = 0; i < val.size(); ++i) items.push_back(tagged(val.item(i)));
      return Map{{"list", std::move(items)}};
    }
    case Kind::map: {
      List entries;
      for (std::size_t i = 0; i < val.size(); ++i) entries.push_back(List{tagged(val.key(i)), tagged(val.value(i))});
      return Map{{"map", std::move(entries)}};
    }
    default:
      if (auto text = text_of(val)) return Map{{std::string(name_of(val.kind())), std::move(*text)}};
      return Map{{"null", nullptr}};
  }
}

Value told(const expr::Problem& problem) {
  return Map{{"code", problem.code},
             {"message", problem.message},
             {"place", std::to_string(problem.at.line) + ":" + std::to_string(problem.at.column)}};
}

Map answer(const Value& question) {
  expr::Scope scope;
  Map variables;
  if (const Value& given = question["variables"]; given.is_map()) {
    for (const auto& [name, variable] : given.as_map()) {
      scope.variables.insert_or_assign(name, type_of(variable["type"]));
      variables.set(name, variable["value"]);
    }
  }
  auto program = expr::compile(question["expr"].as_string(), scope);
  if (!program) {
    List problems;
    for (const auto& problem : program.error()) problems.push_back(told(problem));
    return {{"refused", std::move(problems)}};
  }
  Map result{{"type", text_of(program->type())}};
  if (question["check_only"].bool_or(false)) return result;
  const expr::MapBindings bindings(variables);
  expr::Meter meter(expr::Budget{});
  const expr::Val val = expr::Evaluator(bindings, meter, program->body().slots).eval(*program->body().root);
  if (val.is_error()) {
    result.set("error", told(val.as_error()));
  } else {
    result.set("value", tagged(val));
  }
  return result;
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    auto question = parse_json(line);
    if (!question || !(*question)["expr"].is_string()) {
      std::cerr << "cel_evaluate: a line is no JSON object with an \"expr\": " << line << "\n";
      return 2;
    }
    std::cout << write_json(answer(*question)) << "\n";
  }
}
