// Any bytes: parse_yaml answers with a document or with findings that have a remedy and can be rendered.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "config/yaml.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

// Each value of the document has a node of its own, with a place inside the text.
void walk(const syncline::Value& value, const syncline::Node& node) {
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto document = syncline::parse_yaml(text, "f.yaml");
  if (document) {
    walk(document->value(), document->root());
    return 0;
  }
  require(document.error().has_errors());
  for (const syncline::Diagnostic& each : document.error().sorted()) require(!each.remedy.empty());
  require(!syncline::render(document.error(), {{"f.yaml", text}}).empty());
  return 0;
}
