#include "sandbox/weclapp/refusal.h"

#include "base/json.h"

namespace syncline::sandbox::weclapp {

HttpResponse json_answer(int status, const Value& body) {
  return {status, {{"Content-Type", "application/json"}}, write_json(body)};
}

HttpResponse answer_of(const Refusal& refusal, const std::string& entity) {
  const std::string base = "/webapp/view/api/errors.html#!/";
  const std::string detail = refusal.problems.empty() ? refusal.title : refusal.problems.front().detail;
  Map body{{"type", base + "errors/" + refusal.type},
           {"title", refusal.title},
           {"status", refusal.status},
           {"detail", detail},
           {"error", detail}};
  List problems;
  for (const Problem& each : refusal.problems) {
    Map problem{{"type", base + "validation/" + each.type},
                {"title", each.detail},
                {"detail", each.detail},
                {"errorCode", nullptr},
                {"location", each.location},
                {"instance", entity}};
    if (!each.allowed.empty()) problem.set("allowed", List(each.allowed.begin(), each.allowed.end()));
    problems.emplace_back(std::move(problem));
  }
  if (!problems.empty()) body.set("validationErrors", std::move(problems));
  return json_answer(refusal.status, body);
}

}  // namespace syncline::sandbox::weclapp
