// Any bytes: parse_yaml answers with a document, or with findings that have a remedy and can be rendered. A document's
// value written as JSON, which is YAML, too, reads as the same value.
#include "base/json.h"
#include "config/yaml.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

/// Each value of the document has a node of its own, with a place inside the text.
void walk(const Value& value, const Node& node) {
  require(node.value.line >= 1 && node.value.column >= 1 && node.value.length >= 1);
  if (value.is_list()) {
    require(node.children.size() == value.as_list().size());
    for (std::size_t i = 0; i < node.children.size(); ++i) walk(value.as_list()[i], node.children[i]);
  }
  if (value.is_map()) {
    require(node.children.size() == value.as_map().size());
    std::size_t i = 0;
    for (const auto& [key, entry] : value.as_map()) walk(entry, node.children[i++]);
  }
}

void require_findings(const Diagnostics& findings, const std::string& text) {
  require(findings.has_errors());
  for (const Diagnostic& each : findings.sorted()) require(!each.remedy.empty());
  require(!render(findings, {{"f.yaml", text}}).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto document = parse_yaml(text, "f.yaml");
  if (!document) {
    require_findings(document.error(), text);
    return 0;
  }
  walk(document->value(), document->root());
  const auto again = parse_yaml(write_json(document->value()), "f.yaml");
  require(!again || again->value() == document->value());
  return 0;
}
