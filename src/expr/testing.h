#pragma once
// For the tests of this module only: results and problems as short texts, so that cases fit into tables.

#include <doctest/doctest.h>
#include <string>
#include <string_view>

#include "expr/expr.h"

namespace syncline::expr::testing {

/// "3", "1.50d" (decimal), "\"text\"", "[1, 2]", "{a: 1}", "null".
inline std::string show(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null: return "null";
    case Value::Kind::boolean: return value.as_bool() ? "true" : "false";
    case Value::Kind::integer: return std::to_string(value.as_int());
    case Value::Kind::decimal: return value.as_decimal().text() + "d";
    case Value::Kind::string: return '"' + value.as_string() + '"';
    case Value::Kind::list: {
      std::string text;
      for (const auto& item : value.as_list()) text += (text.empty() ? "" : ", ") + show(item);
      return "[" + text + "]";
    }
    case Value::Kind::map: {
      std::string text;
      for (const auto& [key, item] : value.as_map()) text += (text.empty() ? "" : ", ") + key + ": " + show(item);
      return "{" + text + "}";
    }
  }
  return "?";
}

/// "expr.unknown_name 1:3".
inline std::string show(const Problems& problems) {
  std::string text;
  for (const auto& problem : problems) {
    text += (text.empty() ? "" : "; ") + problem.code + " " + std::to_string(problem.at.line) + ":" +
            std::to_string(problem.at.column);
  }
  return text;
}

inline std::string show(const Result<Value, Error>& result) {
  return result ? show(*result) : result.error().code + " " + result.error().place;
}

inline std::string run(std::string_view source, const Scope& scope = {}, const Map& variables = {},
                       Budget budget = {}) {
  auto program = compile(source, scope);
  if (!program) return "does not compile: " + show(program.error());
  return show(evaluate(*program, MapBindings(variables), budget));
}

inline std::string problems_of(std::string_view source, const Scope& scope = {}) {
  auto program = compile(source, scope);
  return program ? "compiles" : show(program.error());
}

/// A customer as the engine sees it: agreed fields, and the member of the CRM with related records.
inline const TypeEnv& company_types() {
  static const TypeEnv types = [] {
    TypeEnv env;
    env.add({"deal",
             {{"stage", Type::string()},
              {"amount", Type::money()},
              {"closed_at", Type::timestamp()},
              {"lines", Type::list(Type::object("line"))}},
             false});
    env.add({"line", {{"sku", Type::string()}, {"quantity", Type::decimal()}, {"price", Type::decimal()}}, false});
    env.add({"crm_account",
             {{"name", Type::string()},
              {"do_not_sync", Type::boolean()},
              {"deals", Type::list(Type::object("deal"))},
              {"extra", Type::map(Type::string(), Type::dyn())}},
             false});
    return env;
  }();
  return types;
}

inline Scope company_scope() {
  Scope scope;
  scope.variables = {{"name", Type::string()},
                     {"crm", Type::object("crm_account")},
                     {"credit_limit", Type::decimal()},
                     {"created_at", Type::timestamp()},
                     {"payload", Type::dyn()}};
  scope.types = &company_types();
  return scope;
}

inline Map company() {
  Map won{{"stage", "won"},
          {"amount", "1200.50 EUR"},
          {"closed_at", "2026-11-20T23:30:00Z"},
          {"lines", List{Map{{"sku", "A-1"}, {"quantity", 3}, {"price", "0.10"}},
                         Map{{"sku", "B-2"}, {"quantity", "2.5"}, {"price", Decimal::of(400, 2)}}}}};
  Map open{{"stage", "open"},
           {"amount", Map{{"amount", "99.50"}, {"currency", "EUR"}}},
           {"closed_at", nullptr},
           {"lines", List{}}};
  return Map{
      {"name", "Müller GmbH"},
      {"crm",
       Map{{"name", "Mueller"}, {"do_not_sync", false}, {"deals", List{won, open}}, {"extra", Map{{"tier", "gold"}}}}},
      {"credit_limit", 5000},
      {"created_at", "2026-03-29T00:30:00+01:00"},
      {"payload", Map{{"id", 7}, {"tags", List{"a", "b"}}, {"empty", nullptr}}}};
}

struct Case {
  const char* source;
  const char* result;  ///< as run() tells it
};

inline void check_all(std::initializer_list<Case> cases) {
  for (const auto& [source, result] : cases) {
    CAPTURE(source);
    CHECK(run(source) == result);
  }
}

}  // namespace syncline::expr::testing
