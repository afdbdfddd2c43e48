#pragma once
// CEL expressions (Common Expression Language): compiled once against declared types, evaluated often, in a budget.
// docs/reference/expressions.md lists the language; deviations from the published spec: number literals with a point
// are exact decimals, there are no protobuf messages, timestamps have microseconds.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/value.h"
#include "expr/function_table.h"
#include "expr/problem.h"
#include "expr/type.h"

namespace syncline::expr {

/// The names that an expression may use. Read by compile only; need not outlive it.
struct Scope {
  std::map<std::string, Type, std::less<>> variables;
  const TypeEnv* types = nullptr;
  const FunctionTable* functions = nullptr;
  std::optional<Type> result;  ///< what the expression must give, e.g. bool for a guard
};

struct ProgramBody;

/// A checked expression: immutable, cheap to copy, safe to evaluate from several threads at once.
class Program {
 public:
  explicit Program(std::shared_ptr<const ProgramBody> body) : body_(std::move(body)) {}

  const std::string& source() const;
  const Type& type() const;
  /// What it reads, dotted, sorted, each once: "name", "crm.deals", "crm.deals.stage". Lists are stepped through
  /// without an index; a range of a macro is named as well as the fields read of its elements.
  const std::vector<std::string>& paths() const;
  const ProgramBody& body() const { return *body_; }

 private:
  std::shared_ptr<const ProgramBody> body_;
};

using Problems = std::vector<Problem>;

/// All problems of one pass: the first syntax error, or every error of names and types.
Result<Program, Problems> compile(std::string_view source, const Scope&);
/// Text with "${expression}" parts; "$${" stands for "${". Exactly one part and nothing else gives the value itself,
/// anything else a string in which null is empty. Positions count in the whole text.
Result<Program, Problems> compile_template(std::string_view source, const Scope&);

/// A piece of such a text.
struct TemplatePart {
  bool is_expression = false;
  std::string text;  ///< of an expression without ${}; of plain text as it is meant ("${" for "$${")
  Position at;
};
Result<std::vector<TemplatePart>, Problem> template_parts(std::string_view source);

/// Where variables come from. Everything returned must stay valid and unchanged until evaluate returns.
class Bindings {
 public:
  virtual ~Bindings() = default;
  /// Null when the variable has no value of its own (it may still provide fields).
  virtual const Value* find(std::string_view variable) const = 0;
  /// Asked for each field of a variable that find() does not know, so that an object can be made as it is read.
  /// Null when there is no such field.
  virtual const Value* field([[maybe_unused]] std::string_view variable, [[maybe_unused]] std::string_view name) const {
    return nullptr;
  }
};

/// The entries of a map as variables. Keeps a reference.
class MapBindings final : public Bindings {
 public:
  explicit MapBindings(const Map& variables) : variables_(variables) {}
  const Value* find(std::string_view variable) const override { return variables_.find(variable); }

 private:
  const Map& variables_;
};

/// A step is about one operation or 64 bytes of text walked; memory counts every byte an evaluation makes, freed or
/// not.
struct Budget {
  std::int64_t steps = 100'000;
  std::int64_t bytes = 8 << 20;
};

/// Walks the bound values in place. Timestamps come back as ISO text, durations as "90s", money as "12.50 EUR".
/// Error codes: expr.no_such_field, expr.no_such_key, expr.index, expr.no_overload, expr.bad_value, expr.overflow,
/// expr.range, expr.division_by_zero, expr.currency, expr.unbound, expr.budget, expr.function (whatever a registered
/// function says keeps its own code). `place` is "line:column".
Result<Value, Error> evaluate(const Program&, const Bindings&, Budget = {});

}  // namespace syncline::expr
