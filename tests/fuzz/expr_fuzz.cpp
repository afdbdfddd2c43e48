// Any bytes as an expression and as a template: compiled or refused, and evaluated within a small budget.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "expr/expr.h"

using namespace syncline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  expr::Scope scope;
  scope.variables = {{"name", expr::Type::string()},
                     {"crm", expr::Type::dyn()},
                     {"limit", expr::Type::decimal()},
                     {"at", expr::Type::timestamp()}};
  static const Map variables{{"name", "Müller"},
                             {"crm", Map{{"deals", List{Map{{"stage", "won"}, {"amount", "12.50 EUR"}}}}, {"id", 7}}},
                             {"limit", "5000.00"},
                             {"at", "2026-11-21T09:00:00Z"}};
  const expr::Budget budget{.steps = 20'000, .bytes = 1 << 20};
  for (auto compile : {expr::compile, expr::compile_template}) {
    if (auto program = compile(source, scope)) (void)evaluate(*program, expr::MapBindings(variables), budget);
  }
  return 0;
}
