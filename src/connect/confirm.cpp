#include "connect/confirm.h"

#include <algorithm>
#include <set>

#include "connect/wildcard.h"

namespace syncline {
namespace {

/// A pattern may come from a setting, also as a list; empty ones match nothing.
bool accepts(const OperationSpec& operation, const std::string& warning, const Map& variables) {
  const auto fits = [&](const Value& pattern) {
    return pattern.is_string() && !pattern.as_string().empty() && matches_wildcard(warning, pattern.as_string());
  };
  return std::ranges::any_of(operation.accept, [&](const TemplateTree& each) {
    const auto pattern = each.fill(expr::MapBindings(variables));
    if (!pattern) return false;
    return pattern->is_list() ? std::ranges::any_of(pattern->as_list(), fits) : fits(*pattern);
  });
}

}  // namespace

Result<Answer, CallFailure> call_confirming(Caller& caller, const OperationSpec& operation, const Map& variables,
                                            const CallContext& context) {
  std::set<std::string> confirmed;
  for (;;) {
    auto answer = caller.call(operation, variables, context);
    if (answer || answer.error().warning.empty()) return answer;
    const std::string warning = answer.error().warning;
    if (!accepts(operation, warning, variables)) {
      answer.error().error.remedy = "it is a warning: settle its reason in the system, or add \"" + warning +
                                    "\" to accept in connector.yaml to let it pass";
      return answer;
    }
    if (!confirmed.insert(warning).second) return answer;
    Map all = variables;
    all.set("warning", warning);
    auto said = caller.call(caller.connector().manifest().warnings->confirm, all, context);
    if (!said) {
      said.error().not_done = true;  // of what was asked for, which was refused
      return said;
    }
  }
}

}  // namespace syncline
