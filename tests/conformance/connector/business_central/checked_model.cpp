#include "tests/conformance/connector/business_central/checked_model.h"

#include <doctest/doctest.h>

#include "sandbox/business_central/schema.h"
#include "tests/conformance/connector/business_central/odata_check.h"

namespace syncline::conformance {
namespace {

const ODataCheck& check() {
  static const ODataCheck made(sandbox::business_central::metadata_document());
  return made;
}

/// Below the service root; empty: it is not about records.
std::string target_of(const std::string& url) {
  constexpr std::string_view root = "/api/v2.0/";
  const std::size_t at = url.find(root);
  const std::string target = at == std::string::npos ? "" : url.substr(at + root.size());
  return target.starts_with("$metadata") ? "" : target;
}

}  // namespace

HttpResponse CheckedBusinessCentral::answer(const HttpRequest& request, Instant now) {
  const std::string target = target_of(request.url);
  const HttpResponse response = BusinessCentralModel::answer(request, now);
  if (target.empty()) return response;
  for (const std::string& wrong : check().request(request, target))
    FAIL_CHECK(request.method << " " << target << ": " << wrong);
  for (const std::string& wrong : check().answer(request, target, response))
    FAIL_CHECK("answer to " << request.method << " " << target << ": " << wrong);
  return response;
}

}  // namespace syncline::conformance
