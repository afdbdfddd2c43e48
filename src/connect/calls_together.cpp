#include "connect/calls_together.h"

#include "base/json.h"

namespace syncline {
namespace {

/// Whose outcome is whose cannot be said: each may have happened.
CallFailure not_matched(const std::string& place, std::size_t found, std::size_t sent) {
  return CallFailure{Error{ErrorClass::unknown,
                           "connect.together",
                           "the answer says what became of " + std::to_string(found) + " records, and " +
                               std::to_string(sent) + " were sent",
                           place,
                           "compare the answer with bulk.answers in connector.yaml",
                           {}}};
}

/// {status, headers, body} as the answer to a call of its own.
HttpResponse response_of(const Value& part) {
  HttpResponse out;
  out.status = static_cast<int>(part["status"].int_or(0));
  if (part["headers"].is_map()) {
    for (const auto& [name, value] : part["headers"].as_map()) out.headers.emplace_back(name, value.string_or(""));
  }
  if (!part["body"].is_null()) out.body = write_json(part["body"]);
  return out;
}

}  // namespace

Result<void, CallFailure> ItemsTogether::add(Map variables, const CallContext& context) {
  const auto discovered = calls_.caller().discovered(context);
  if (!discovered) return fail(discovered.error());
  for (const auto& [name, value] : *discovered) variables.set(name, value);
  variables.set("index", static_cast<std::int64_t>(items_.size()));
  auto item = bulk_.item.fill(expr::MapBindings(variables));
  if (!item) return fail(CallFailure{item.error(), true, true});
  items_.push_back(std::move(*item));
  return {};
}

Result<ItemsTogether::Answers, CallFailure> ItemsTogether::call(const ObjectSpec& object, const OperationSpec& alone,
                                                                const CallContext& context) {
  const std::size_t sent = items_.size();
  OperationSpec operation;
  operation.call = bulk_.call;
  operation.answer.records = bulk_.answers;
  operation.answer.each_judged = true;
  const auto discovered = calls_.caller().discovered(context);
  if (!discovered) return fail(discovered.error());
  Map variables = calls_.variables(object, {{"items", std::move(items_)}});
  for (const auto& [name, value] : *discovered) variables.set(name, value);
  auto answer = calls_.caller().call(operation, variables, context);
  if (!answer) return fail(std::move(answer.error()));
  const std::string place = object.traits.object + " among others";
  if (answer->records.size() != sent)
    return fail(not_matched(calls_.system() + " " + place, answer->records.size(), sent));
  const HttpRequest request{bulk_.call.method, place, {}, "", ""};
  Answers out;
  for (const Value& each : answer->records)
    out.push_back(calls_.caller().connector().interpret(request, response_of(each), Received{each["body"]},
                                                        alone.answer, variables, calls_.caller().runtime().now()));
  return out;
}

}  // namespace syncline
