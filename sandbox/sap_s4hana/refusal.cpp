#include "sandbox/sap_s4hana/refusal.h"

#include "base/json.h"

namespace syncline::sandbox::sap {

HttpResponse json_answer(int status, const Value& body) {
  return {
      status, {{"Content-Type", "application/json;charset=utf-8"}, {"DataServiceVersion", "2.0"}}, write_json(body)};
}

HttpResponse answer_of(const Refusal& refusal) {
  const auto detail = [](const std::string& code, const std::string& message) {
    return Map{{"code", code},        {"message", message}, {"propertyref", ""},
               {"severity", "error"}, {"target", ""},       {"transition", false}};
  };
  List details{detail(refusal.code, refusal.message)};
  for (const auto& [code, message] : refusal.more) details.emplace_back(detail(code, message));
  if (!refusal.more.empty()) details.emplace_back(detail("/IWBEP/CX_MGW_BUSI_EXCEPTION", "An exception was raised"));
  return json_answer(refusal.status,
                     Map{{"error", Map{{"code", refusal.code},
                                       {"message", Map{{"lang", "en"}, {"value", refusal.message}}},
                                       {"innererror", Map{{"transactionid", "8F0C21D5E0A44F2F0E0065C1A1B2C3D4"},
                                                          {"timestamp", "20261121081530.1230000"},
                                                          {"errordetails", std::move(details)}}}}}});
}

}  // namespace syncline::sandbox::sap
