// Any bytes as the body of a proven webhook of each connector that has them: records of ours, or an error. The first
// line is the query, in which a sender may only ask who we are.
#include "connect/testing.h"
#include "connect/webhook.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

const Instant now{1'795'227'904'000'000};

void understand(const char* connector, const HttpRequest& request) {
  static std::map<std::string, std::shared_ptr<const Manifest>> manifests;
  auto& manifest = manifests[connector];
  if (!manifest) manifest = testing::shipped(connector);
  const auto scope = webhook_scope(*manifest, {});
  require(scope.ok());
  const std::string said = webhook_handshake(*manifest, *scope, request);
  require(said.size() <= 1000 && said.find_first_of("<>&\" \r\n") == std::string::npos);
  const auto events = webhook_events(*manifest, *scope, "crm", request, now);
  if (!events) return require(!events.error().message.empty() && !events.error().place.empty());
  for (const NewEvent& event : *events) {
    require(!event.key.native.empty() && event.key.system == "crm" && manifest->objects.contains(event.key.object));
    require(event.due_at >= now);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  HttpRequest request;
  request.method = "POST";
  request.url = "/hooks/crm/secret?" + std::string(input.line());
  request.body = input.rest();
  for (const char* connector : {"odoo", "business-central"}) understand(connector, request);
  return 0;
}
