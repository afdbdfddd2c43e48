// Any bytes as a text with ${env:…} and the like: parts that give the same text again, or what is wrong and where. What
// a reference stands for never shows in a message.
#include "config/interpolate.h"
#include "config/secret_literal.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

const std::string hidden = "h1dden-v4lue";

std::string written(const std::vector<TextPart>& parts) {
  std::string out;
  for (const TextPart& part : parts) {
    if (const auto* reference = std::get_if<Reference>(&part)) {
      out += to_text(*reference);
      continue;
    }
    std::string_view literal = std::get<std::string>(part);
    for (std::size_t at = literal.find("${"); at != std::string_view::npos; at = literal.find("${")) {
      out.append(literal.substr(0, at)).append("$${");
      literal.remove_prefix(at + 2);
    }
    out += literal;
  }
  return out;
}

void require_same(const std::vector<TextPart>& a, const std::vector<TextPart>& b) {
  require(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    require(a[i].index() == b[i].index());
    if (a[i].index() == 0) {
      require(std::get<0>(a[i]) == std::get<0>(b[i]));
      continue;
    }
    const Reference &one = std::get<1>(a[i]), &other = std::get<1>(b[i]);
    require(one.kind == other.kind && one.name == other.name && one.fallback == other.fallback);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)is_secret_key(text);
  (void)known_secret_shape(text);
  const auto parts = parse_references(text);
  const auto unset = resolve_references(text, [](const Reference&) { return std::nullopt; });
  const auto set = resolve_references(
      text, [](const Reference& r) { return r.kind == ReferenceKind::env ? std::optional(hidden) : std::nullopt; });
  if (!parts) {
    require(!parts.error().code.empty() && !parts.error().remedy.empty());
    require(!unset.ok() && !set.ok());
    return 0;
  }
  const auto again = parse_references(written(*parts));
  require(again.ok());
  require_same(*parts, *again);
  if (!set && text.find(hidden) == std::string_view::npos)
    require(set.error().message.find(hidden) == std::string::npos);
  return 0;
}
