// Any bytes as the body of a proven webhook: records of ours, or an error.
#include <cstdlib>
#include <string>

#include "connect/testing.h"
#include "connect/webhook.h"

using namespace syncline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto manifest = testing::shipped("odoo");
  static const auto scope = webhook_scope(*manifest, testing::settings_of("odoo"));
  HttpRequest request;
  request.method = "POST";
  request.url = "/hooks/crm/secret";
  request.body.assign(reinterpret_cast<const char*>(data), size);
  const auto events = webhook_events(*manifest, *scope, "crm", request, Instant{1'795'227'904'000'000});
  if (!events) return events.error().message.empty() ? std::abort(), 0 : 0;
  for (const NewEvent& event : *events) {
    if (event.key.native.empty() || event.key.system != "crm" || !manifest->objects.contains(event.key.object))
      std::abort();
  }
  return 0;
}
