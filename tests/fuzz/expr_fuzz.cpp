// Any bytes as an expression and as a template: compiled, or refused at a place in it; evaluated within its budget,
// the same each time, and with less budget the same or not at all.
#include "expr/expr.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

const expr::Budget ample{.steps = 20'000, .bytes = 1 << 20};

const expr::Scope& scope() {
  static const expr::Scope names = [] {
    expr::Scope made;
    made.variables = {{"name", expr::Type::string()},
                      {"crm", expr::Type::dyn()},
                      {"limit", expr::Type::decimal()},
                      {"at", expr::Type::timestamp()}};
    return made;
  }();
  return names;
}

const Map variables{{"name", "Müller"},
                    {"crm", Map{{"deals", List{Map{{"stage", "won"}, {"amount", "12.50 EUR"}}}}, {"id", 7}}},
                    {"limit", "5000.00"},
                    {"at", "2026-11-21T09:00:00Z"}};

/// What it takes at least to hold it.
std::int64_t bytes_of(const Value& value) {
  std::int64_t bytes = 1;
  if (value.is_string()) bytes += static_cast<std::int64_t>(value.as_string().size());
  if (value.is_list()) {
    for (const Value& each : value.as_list()) bytes += bytes_of(each);
  }
  if (value.is_map()) {
    for (const auto& [key, each] : value.as_map()) bytes += static_cast<std::int64_t>(key.size()) + bytes_of(each);
  }
  return bytes;
}

void require_same(const Result<Value, Error>& a, const Result<Value, Error>& b) {
  require(a.ok() == b.ok());
  require(a ? *a == *b : a.error().code == b.error().code && a.error().place == b.error().place);
}

void run(const expr::Program& program) {
  const auto result = evaluate(program, expr::MapBindings(variables), ample);
  require_same(result, evaluate(program, expr::MapBindings(variables), ample));
  if (result) require(bytes_of(*result) <= ample.bytes);
  for (const expr::Budget& less : {expr::Budget{50, 1 << 20}, expr::Budget{20'000, 200}}) {
    const auto smaller = evaluate(program, expr::MapBindings(variables), less);
    if (smaller || smaller.error().code != "expr.budget") require_same(smaller, result);
    if (smaller) require(bytes_of(*smaller) <= less.bytes);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  for (const auto compile : {expr::compile, expr::compile_template}) {
    const auto program = compile(source, scope());
    if (program) {
      for (const std::string& path : program->paths()) require(!path.empty());
      run(*program);
      continue;
    }
    require(!program.error().empty());
    for (const expr::Problem& problem : program.error())
      require(!problem.code.empty() && !problem.message.empty() && problem.at.line >= 1 && problem.at.column >= 1);
  }
  return 0;
}
