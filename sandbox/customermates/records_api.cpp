#include "sandbox/customermates/records_api.h"

#include "base/json.h"
#include "base/text.h"

namespace syncline::sandbox::customermates {
namespace {

constexpr Duration operation_takes = seconds(40);

HttpResponse given(const RecordAnswer<Value>& answer) {
  return answer ? json_answer(200, *answer) : answer_of(answer.error());
}

}  // namespace

HttpResponse answer_of(const RecordRefusal& refusal) {
  List path;
  for (const std::string& each : split(refusal.path, '.')) {
    if (!each.empty()) path.emplace_back(each);
  }
  Map issue{{"code", refusal.code.empty() ? "invalid_type" : "custom"},
            {"path", std::move(path)},
            {"message", refusal.code.empty() ? "Ungültige Eingabe" : "Abgelehnt: " + refusal.code}};
  if (!refusal.code.empty()) issue.set("customCode", refusal.code);
  return json_answer(refusal.status, Map{{"error", Map{{"kind", refusal.kind}, {"issues", List{std::move(issue)}}}}});
}

HttpResponse RecordsApi::answer(Workspace workspace, const std::string& path, const Value& body, Instant now) {
  end_operation(workspace, now);
  const Reading reading{workspace.tables, schema, workspace.faults};
  if (path == "model/discover") return json_answer(200, described(schema));
  if (path == "records/query") return given(query_records(reading, body));
  if (path == "records/read") return given(read_record(reading, body));
  if (path == "records/mutate") return given(mutated(workspace, body, now));
  return {404, {{"Content-Type", "text/html"}}, "<!DOCTYPE html><html>404</html>"};
}

void RecordsApi::end_operation(Workspace& workspace, Instant now) {
  if (!running_ || now < running_->ends) return;
  RecordWork work{workspace.tables, workspace.ledger, workspace.faults, schema, running_->ends, 1'000'000};
  (void)mutate(work, running_->mutation);
  running_.reset();
}

RecordAnswer<Value> RecordsApi::mutated(Workspace& workspace, const Value& request, Instant now) {
  const std::string key = request["idempotencyKey"].string_or("");
  if (!request["expectedRevision"].is_int() || key.size() < 8 || key.size() > 200 || !request["mutation"].is_map())
    return fail(RecordRefusal{400, "validation", "", "idempotencyKey"});
  if (const auto done = receipts_.find(key); done != receipts_.end()) {
    if (done->second.request == request) return done->second.result;
    return fail(conflict("recordIdempotencyConflict"));
  }
  if (running_) return fail(conflict("recordWritePaused"));
  if (request["expectedRevision"] != Value(schema.revision)) return fail(conflict("recordSchemaChanged"));
  RecordWork work{workspace.tables, workspace.ledger, workspace.faults, schema, now, limit};
  auto refs = mutate(work, request["mutation"]);
  Map result{{"status", "completed"}, {"schemaRevision", schema.revision}};
  if (refs) {
    result.set("refs", std::move(*refs));
  } else if (refs.error().code == "recordCalculationBudget") {
    running_ = Operation{request["mutation"], now + operation_takes};
    result = {{"status", "pending"}, {"operationId", uuid_of("operation " + key)}, {"schemaRevision", schema.revision}};
  } else {
    return fail(refs.error());
  }
  receipts_[key] = {request, result};
  return Value(std::move(result));
}

}  // namespace syncline::sandbox::customermates
