#include "sandbox/business_central/refusal.h"

#include "base/json.h"

namespace syncline::sandbox::business_central {

HttpResponse json_answer(int status, const Value& body) {
  return {
      status,
      {{"Content-Type", "application/json; odata.metadata=minimal; odata.streaming=true"}, {"OData-Version", "4.0"}},
      write_json(body)};
}

HttpResponse answer_of(const Refusal& refusal) {
  return json_answer(
      refusal.status,
      Map{{"error", Map{{"code", refusal.code},
                        {"message", refusal.message + "  CorrelationId:  6f3c1a0e-8d4b-4b1e-9a55-2f0c7b1d9e10."}}}});
}

}  // namespace syncline::sandbox::business_central
