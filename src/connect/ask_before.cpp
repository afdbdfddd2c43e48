#include "connect/ask_before.h"

namespace syncline {
namespace {

CallFailure not_done(CallFailure failure) {
  failure.not_done = true;
  return failure;
}

Result<Value, CallFailure> asked_once(Caller& caller, const BeforeSpec& question, const Map& variables,
                                      const CallContext& context) {
  auto answer = caller.call({question.call, {}}, variables, context);
  if (!answer) return fail(not_done(std::move(answer.error())));
  return std::move(answer->body);
}

Result<Value, CallFailure> asked_for_each(Caller& caller, const BeforeSpec& question, Map& variables,
                                          const CallContext& context) {
  const auto items = question.each.fill(expr::MapBindings(variables));
  if (!items) return fail(CallFailure{items.error(), true, true});
  List answers;
  if (items->is_list()) {
    for (const Value& item : items->as_list()) {
      variables.set("item", item);
      auto answer = asked_once(caller, question, variables, context);
      if (!answer) return answer;
      answers.emplace_back(Map{{"item", item}, {"answer", std::move(*answer)}});
    }
  }
  return Value(std::move(answers));
}

}  // namespace

Result<Map, CallFailure> ask_before(Caller& caller, const OperationSpec& operation, Map variables,
                                    const CallContext& context) {
  if (operation.before.empty()) return variables;
  Map answers;
  for (const BeforeSpec& question : operation.before) {
    auto answer = question.each.empty() ? asked_once(caller, question, variables, context)
                                        : asked_for_each(caller, question, variables, context);
    if (!answer) return fail(std::move(answer.error()));
    answers.set(question.name, std::move(*answer));
    variables.set("before", answers);
  }
  return variables;
}

}  // namespace syncline
