// connectors test: the questions that every connector must answer, asked of a live system of the project.
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/connected_system.h"
#include "cli/data_folder.h"
#include "cli/live_check.h"
#include "cli/open_project.h"
#include "runtime/thread_runtime.h"

namespace syncline::cli {
namespace {

std::vector<Finding> examine(Runtime& rt, const ProjectSystem& system, const Map& settings, LiveWish wish) {
  std::vector<ConnectedSystem> opened;  // they outlive the check
  const auto connect = [&](std::shared_ptr<const Manifest> manifest) -> Result<std::shared_ptr<SystemPort>, Error> {
    ProjectSystem own = system;
    own.manifest = std::move(manifest);
    auto connected = connect_system(rt, own, settings);
    if (!connected) return fail(std::move(connected.error()));
    opened.push_back(std::move(*connected));
    return opened.back().port;
  };
  return LiveCheck(rt, system.manifest, connect, std::move(wish)).run();
}

}  // namespace

int test_connector(const Options& options) {
  const auto open = open_project(options.folder, "");
  if (!open) return open.error();
  const ProjectSystem* system = open->project->system(options.system);
  if (!system) {
    std::vector<std::string> known;
    for (const ProjectSystem& each : open->project->systems) known.push_back(each.name);
    return complain(
        {ErrorClass::not_found, "connectors.unknown", "the project has no system \"" + options.system + "\"", "",
         "known: " + join(known, ", "), std::nullopt},
        Exit::not_found);
  }
  const auto content = parse_json(options.content.empty() ? "{}" : options.content);
  if (!content || !content->is_map()) {
    return complain({ErrorClass::validation, "connectors.with", "--with is no JSON object", options.content,
                     "write it like '{\"country\": \"DE\"}'", std::nullopt},
                    Exit::usage);
  }
  ThreadRuntime rt;
  std::vector<Finding> findings;
  Task examining = rt.spawn("connectors test", [&] {
    findings =
        examine(rt, *system, open->settings.at(system->name), {options.object, options.write, content->as_map()});
  });
  examining.join();
  print_findings(findings, options.json);
  return exit_of(findings);
}

}  // namespace syncline::cli
