#include "sandbox/hubspot/refusal.h"

#include "base/json.h"

namespace syncline::sandbox::hubspot {

Refusal refusal_of(const std::vector<Fault>& faults) {
  List told, errors;
  for (const Fault& each : faults) {
    told.emplace_back(
        Map{{"isValid", false}, {"message", each.message}, {"error", each.code}, {"name", each.property}});
    errors.emplace_back(Map{{"message", each.message},
                            {"code", each.code},
                            {"in", each.property},
                            {"context", Map{{"propertyName", List{each.property}}}}});
  }
  return {400, "VALIDATION_ERROR", "Property values were not valid: " + write_json(told), std::move(errors)};
}

HttpResponse json_answer(int status, const Value& body) {
  return {status, {{"Content-Type", "application/json;charset=utf-8"}}, write_json(body)};
}

HttpResponse answer_of(const Refusal& refusal) {
  Map body{
      {"status", "error"}, {"message", refusal.message}, {"correlationId", "a43683b0-5717-4ceb-80b4-104d02915d8c"}};
  if (!refusal.category.empty()) body.set("category", refusal.category);
  if (!refusal.errors.empty()) body.set("errors", refusal.errors);
  return json_answer(refusal.status, body);
}

Value error_of(const Refusal& refusal, Map context) {
  return Map{{"status", "error"},
             {"category", refusal.category},
             {"message", refusal.message},
             {"context", std::move(context)}};
}

}  // namespace syncline::sandbox::hubspot
