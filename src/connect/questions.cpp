#include "connect/questions.h"

namespace syncline {
namespace {

Result<Value, CallFailure> answer_to(Caller& caller, const QuestionSpec& question, const Map& variables,
                                     const CallContext& context) {
  auto answer = caller.call({question.call, {}}, variables, context);
  if (!answer) return fail(std::move(answer.error()));
  return std::move(answer->body);
}

Result<Value, CallFailure> answers_to(Caller& caller, const QuestionSpec& question, const List& items, Map& variables,
                                      const CallContext& context) {
  List answers;
  for (const Value& item : items) {
    variables.set("item", item);
    auto answer = answer_to(caller, question, variables, context);
    if (!answer) return answer;
    answers.emplace_back(Map{{"item", item}, {"answer", std::move(*answer)}});
  }
  return Value(std::move(answers));
}

/// `variables` with the answers as ${`as`}. Where the list of items cannot be made, `unmade` says what that means.
Result<Map, CallFailure> ask(Caller& caller, const std::vector<QuestionSpec>& questions, const char* as, Map variables,
                             const CallContext& context, Result<Map, CallFailure> (*unmade)(Map, Error)) {
  Map answers;
  for (const QuestionSpec& question : questions) {
    const auto items = question.each.fill(expr::MapBindings(variables));
    if (!items) return unmade(std::move(variables), items.error());
    auto answer = question.each.empty()
                      ? answer_to(caller, question, variables, context)
                      : answers_to(caller, question, items->is_list() ? items->as_list() : List{}, variables, context);
    if (!answer) return fail(std::move(answer.error()));
    answers.set(question.name, std::move(*answer));
    variables.set(as, answers);
  }
  return variables;
}

}  // namespace

Result<Map, CallFailure> ask_before(Caller& caller, const OperationSpec& operation, Map variables,
                                    const CallContext& context) {
  auto asked =
      ask(caller, operation.before, "before", std::move(variables), context,
          [](Map, Error error) -> Result<Map, CallFailure> { return fail(CallFailure{std::move(error), true, true}); });
  if (!asked) asked.error().not_done = true;
  return asked;
}

Result<Map, CallFailure> ask_of_answer(Caller& caller, const OperationSpec& operation, Map variables,
                                       const CallContext& context) {
  return ask(caller, operation.ask, "asked", std::move(variables), context,
             [](Map known, Error) -> Result<Map, CallFailure> { return known; });
}

}  // namespace syncline
