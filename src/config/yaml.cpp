#include "config/yaml.h"

#include "config/bytes.h"
#include "config/yaml_compose.h"
#include "config/yaml_syntax.h"

namespace syncline {
namespace {

Diagnostic too_large(std::string_view text, std::string_view file, std::size_t limit) {
  return {.code = "Y007",
          .message = "the file has " + std::to_string(text.size()) + " bytes; the limit is " + std::to_string(limit),
          .at = {std::string(file)},
          .remedy = "split it, or put bulk data into a table under maps/"};
}

// "%YAML 1.1" would change what `yes` means; "%TAG" only serves tags.
std::optional<Diagnostic> check_directive(std::string_view text, std::string_view file) {
  if (!text.starts_with('%')) return std::nullopt;
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  if (line.starts_with("%YAML 1.2")) return std::nullopt;
  return Diagnostic{.code = "Y016",
                    .message = "the directive \"" + std::string(line.substr(0, 40)) + "\" is not accepted",
                    .at = {std::string(file), 1, 1, static_cast<int>(line.size())},
                    .remedy = "remove the line; files are read as YAML 1.2"};
}

}  // namespace

Result<Document, Diagnostics> parse_yaml(std::string_view text, std::string_view file, const YamlLimits& limits) {
  Diagnostics findings;
  if (text.size() > limits.max_bytes) {
    findings.add(too_large(text, file, limits.max_bytes));
    return fail(std::move(findings));
  }
  if (auto bad = check_bytes(text, file, 'Y')) {
    findings.add(std::move(*bad));
    return fail(std::move(findings));
  }
  if (auto bad = check_directive(text, file)) findings.add(std::move(*bad));
  // Each value gives one event, each collection and each key one more.
  const YamlEvents read = read_yaml_events(text, 3 * limits.max_values + 16);
  Composed root = compose_yaml(text, file, limits, read.events, findings);
  if (read.error) findings.add(explain_syntax(read, text, file));
  if (!findings.empty()) return fail(std::move(findings));
  return Document(std::string(file), std::string(text), std::move(root.value), std::move(root.node));
}

}  // namespace syncline
