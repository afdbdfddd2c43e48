// Any text in the place of one file of a good project: a project, or findings with a remedy, the same each time. The
// input's first line is the file's path.
#include "base/json.h"
#include "project/testing.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

void require_helpful(const Diagnostics& findings, const Sources& files) {
  for (const Diagnostic& each : findings.sorted())
    require(!each.code.empty() && !each.message.empty() && !each.remedy.empty());
  require(findings.empty() || !render(findings, files).empty());
  require(parse_json(write_json(to_json(findings))).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Sources good = testing::sales();
  fuzz::Input input(data, size);
  Sources files = good;
  const std::string path(input.line());
  files.insert_or_assign(path, std::string(input.rest()));
  Diagnostics findings, again;
  const auto project = load_project(files, findings);
  require((project != nullptr) == !findings.has_errors());
  require_helpful(findings, files);
  const auto second = load_project(files, again);
  require(again.sorted() == findings.sorted() && (second != nullptr) == (project != nullptr));
  if (!project) return 0;
  require(second->config_id == project->config_id && !project->systems.empty());
  for (const ProjectSystem& system : project->systems)
    (void)resolve_settings(system, [](const Reference&) { return std::optional<std::string>("x"); });
  return 0;
}
