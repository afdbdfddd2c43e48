#pragma once
// $batch of OData v2: calls in one body, multipart/mixed of application/http; change sets within it.

#include <optional>
#include <vector>

#include "net/http_message.h"

namespace syncline::sandbox::sap {

/// One call, or the calls of a change set.
struct BatchPart {
  std::vector<HttpRequest> calls;
  bool is_change_set = false;
};

/// Nothing: it is no such body.
std::optional<std::vector<BatchPart>> batch_in(const HttpRequest&);
/// `answers`: of each part those of its calls; one for a change set that was refused.
HttpResponse batch_answer(const std::vector<BatchPart>&, const std::vector<std::vector<HttpResponse>>& answers);

}  // namespace syncline::sandbox::sap
