#include "sandbox/salesforce/refusal.h"

#include "base/json.h"

namespace syncline::sandbox::salesforce {

HttpResponse json_answer(int status, const Value& body) {
  return {status, {{"Content-Type", "application/json;charset=UTF-8"}}, write_json(body)};
}

HttpResponse answer_of(const Refusal& refusal) {
  Map error{{"message", refusal.message}, {"errorCode", refusal.code}};
  if (!refusal.fields.empty()) error.set("fields", List(refusal.fields.begin(), refusal.fields.end()));
  return json_answer(refusal.status, List{std::move(error)});
}

}  // namespace syncline::sandbox::salesforce
