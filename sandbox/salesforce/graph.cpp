#include "sandbox/salesforce/graph.h"

#include <algorithm>
#include <map>

#include "base/json.h"

namespace syncline::sandbox::salesforce {
namespace {

constexpr std::size_t most_nodes = 500;

Value halted() {
  return List{
      Map{{"errorCode", "PROCESSING_HALTED"},
          {"message", "The transaction was rolled back since another operation in the same transaction failed."}}};
}

/// One graph; `results` are what its earlier requests gave, by their reference ids.
class Graph {
 public:
  explicit Graph(const SobjectCall& call) : call_(call) {}

  Value answer(const Value& graph) {
    const Tables tables = call_.work.tables;
    const std::size_t done = call_.work.ledger.size();
    List answers;
    bool well = true;
    for (const Value& each : graph["compositeRequest"].as_list()) {
      const HttpResponse response = well ? one(each) : HttpResponse{400, {}, ""};
      Value body = well ? parse_json(response.body).value_or(Value()) : halted();
      if (response.status >= 400 && well) {
        well = false;
        for (Value& earlier : answers) {
          earlier.as_map().set("httpStatusCode", 400);
          earlier.as_map().set("body", halted());
        }
      }
      results_[each["referenceId"].string_or("")] = body;
      answers.emplace_back(Map{{"body", std::move(body)},
                               {"httpHeaders", Map{}},
                               {"httpStatusCode", response.status},
                               {"referenceId", each["referenceId"]}});
    }
    if (!well) {
      call_.work.tables = tables;
      call_.work.ledger.resize(done);
    }
    return Map{{"graphId", graph["graphId"]},
               {"graphResponse", Map{{"compositeResponse", std::move(answers)}}},
               {"isSuccessful", well}};
  }

 private:
  /// "@{deal.id}" as what that request gave; unknown ones as they stand.
  std::string resolved(std::string text) const {
    for (std::size_t at = text.find("@{"); at != std::string::npos; at = text.find("@{", at + 1)) {
      const std::size_t end = text.find('}', at), dot = text.find('.', at);
      if (end == std::string::npos || dot == std::string::npos || dot > end) continue;
      const auto result = results_.find(text.substr(at + 2, dot - at - 2));
      if (result == results_.end()) continue;
      text.replace(at, end - at + 1, result->second[text.substr(dot + 1, end - dot - 1)].string_or(""));
    }
    return text;
  }

  HttpResponse one(const Value& asked) const {
    HttpRequest alone;
    alone.method = asked["method"].string_or("GET");
    alone.url = resolved(asked["url"].string_or(""));
    if (!asked["body"].is_null()) alone.body = resolved(write_json(asked["body"]));
    if (asked["httpHeaders"].is_map()) {
      for (const auto& [name, value] : asked["httpHeaders"].as_map())
        alone.headers.emplace_back(name, value.string_or(""));
    }
    const ApiRequest request = api_request(alone);
    if (request.segment(0) != "sobjects" || request.segments.size() < 2)
      return answer_of({400, "INVALID_INPUT", "a graph takes requests about records only: " + alone.url, {}});
    return sobject_call({request, call_.work, call_.is_locked});
  }

  const SobjectCall& call_;
  std::map<std::string, Value> results_;
};

}  // namespace

HttpResponse graph_call(const SobjectCall& call) {
  const Value body = parse_json(call.request.http->body).value_or(Value());
  const bool is_graphs = body["graphs"].is_list() && !body["graphs"].as_list().empty() &&
                         std::ranges::all_of(body["graphs"].as_list(),
                                             [](const Value& each) { return each["compositeRequest"].is_list(); });
  if (call.request.method != "POST" || !is_graphs)
    return answer_of({400, "JSON_PARSER_ERROR", "The request lacks its graphs", {}});
  std::size_t nodes = 0;
  for (const Value& each : body["graphs"].as_list()) nodes += each["compositeRequest"].as_list().size();
  if (nodes > most_nodes)
    return answer_of({400, "LIMIT_EXCEEDED", "The number of nodes in the request exceeds the limit of 500", {}});
  List answers;
  for (const Value& each : body["graphs"].as_list()) answers.push_back(Graph(call).answer(each));
  return json_answer(200, Map{{"graphs", std::move(answers)}});
}

}  // namespace syncline::sandbox::salesforce
