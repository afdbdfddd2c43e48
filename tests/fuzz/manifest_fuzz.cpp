// Any text as a connector, an entity or a binding file: usable, or findings with a place in the file and a remedy.
// The first byte chooses which.
#include "base/json.h"
#include "bind/binding_file.h"
#include "bind/entity_file.h"
#include "bind/testing.h"
#include "connect/connector.h"
#include "connect/manifest.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

void require_helpful(const Diagnostics& findings, const std::string& text) {
  for (const Diagnostic& each : findings.sorted())
    require(!each.code.empty() && !each.message.empty() && !each.remedy.empty() && each.at.file == "f.yaml");
  require(findings.empty() || !render(findings, {{"f.yaml", text}}).empty());
  require(parse_json(write_json(to_json(findings))).ok());
}

/// What it can be used for without a system: its requests need settings, which it may say by default.
void use(const std::shared_ptr<const Manifest>& manifest) {
  const auto connector = Connector::make(manifest, "it", Map{{"url", "https://shop.example"}});
  require(connector.ok() || !connector.error().message.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::uint8_t kind = input.byte() % 3;
  const std::string text(input.rest());
  auto document = parse_yaml(text, "f.yaml");
  if (!document) return 0;
  Diagnostics findings;
  bool usable = false;
  if (kind == 0) {
    const auto manifest = read_manifest(*document, findings);
    usable = manifest != nullptr && !findings.has_errors();
    if (usable) use(manifest);
  } else if (kind == 1) {
    usable = read_entity_file(*document, findings).has_value();
  } else {
    auto spec = read_binding_file(*document, {testing::customer(), testing::tables(), {}}, findings);
    usable = spec.has_value();
    if (usable) require(make_binding(std::move(*spec)) != nullptr);
  }
  require(usable || findings.has_errors());
  require_helpful(findings, text);
  return 0;
}
