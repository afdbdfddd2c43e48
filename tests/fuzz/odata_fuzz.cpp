// Any bytes: read_odata answers with an error that says where, or with an outline whose draft is a valid manifest.
#include "config/yaml.h"
#include "connect/manifest.h"
#include "project/odata_draft.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto service = read_odata(text, "f");
  if (!service) {
    require(!service.error().message.empty() && service.error().place.starts_with("f"));
    return 0;
  }
  const std::string draft = draft_odata_connector("fuzzed", *service, "f", "");
  const auto document = parse_yaml(draft, "connector.yaml");
  if (!document) std::fputs(render(document.error(), {{"connector.yaml", draft}}).c_str(), stderr);
  require(document.ok());
  Diagnostics findings;
  const auto manifest = read_manifest(*document, findings);
  if (!findings.empty()) std::fputs(render(findings, {{"connector.yaml", draft}}).c_str(), stderr);
  require(manifest && findings.empty());
  return 0;
}
