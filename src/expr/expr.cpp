#include "expr/expr.h"

#include <utility>

#include "expr/check.h"
#include "expr/eval.h"
#include "expr/parser.h"
#include "expr/template.h"

namespace syncline::expr {

const std::string& Program::source() const { return body_->source; }
const Type& Program::type() const { return body_->root->type; }
const std::vector<std::string>& Program::paths() const { return body_->paths; }

namespace {

Result<Program, Problems> checked(std::string_view source, Result<NodePtr, Problem> root, const Scope& scope) {
  if (!root) return fail(Problems{std::move(root.error())});
  Checker checker(scope);
  checker.check(**root);
  if (auto problems = checker.take_problems(); !problems.empty()) return fail(std::move(problems));
  return Program(
      std::make_shared<const ProgramBody>(std::string(source), std::move(*root), checker.paths(), checker.slots()));
}

Error error_of(const Problem& problem) {
  const bool ours = problem.code == "expr.budget" || problem.code == "expr.unbound";
  return {.cls = ours ? ErrorClass::config : ErrorClass::validation,
          .code = problem.code,
          .message = problem.message,
          .place = std::to_string(problem.at.line) + ":" + std::to_string(problem.at.column),
          .remedy = problem.remedy,
          .retry_after = {}};
}

}  // namespace

Result<Program, Problems> compile(std::string_view source, const Scope& scope) {
  return checked(source, parse(source), scope);
}

Result<Program, Problems> compile_template(std::string_view source, const Scope& scope) {
  return checked(source, parse_template(source), scope);
}

Result<Value, Error> evaluate(const Program& program, const Bindings& bindings, Budget budget) {
  const ProgramBody& body = program.body();
  Meter meter(budget);
  Evaluator evaluator(bindings, meter, body.slots);
  auto value = to_value(evaluator.eval(*body.root), meter);
  if (value) return std::move(*value);
  Problem problem = std::move(value.error());
  if (problem.at.line == 0) problem.at = body.root->at;
  return fail(error_of(problem));
}

void FunctionTable::add(Signature signature, PureFunction body) {
  overloads_.push_back(std::make_shared<const Overload>(Overload{std::move(signature), nullptr, std::move(body)}));
}

}  // namespace syncline::expr
