#include "cli/open_project.h"

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/data_folder.h"
#include "project/folder.h"

namespace syncline::cli {
namespace {

constexpr std::size_t most_of_a_secret = 64u << 10;

Color stderr_color() {
  return isatty(STDERR_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr ? Color::always : Color::never;
}

}  // namespace

Resolver environment() {
  return [](const Reference& reference) -> std::optional<std::string> {
    if (reference.kind == ReferenceKind::env) {
      const char* value = std::getenv(reference.name.c_str());
      return value ? std::optional<std::string>(value) : std::nullopt;
    }
    if (reference.kind == ReferenceKind::file) {
      auto content = real_files().read(reference.name, most_of_a_secret);
      return content ? std::optional(std::move(*content)) : std::nullopt;
    }
    return std::nullopt;
  };
}

Result<OpenProject, int> open_project(const std::string& folder, const std::string& data) {
  const auto files = read_folder(real_files(), folder);
  if (!files) {
    return fail(complain(files.error(), files.error().cls == ErrorClass::not_found ? Exit::not_found : Exit::failed));
  }
  Diagnostics findings;
  OpenProject open;
  open.project = load_project(*files, findings);
  if (open.project) {
    for (const ProjectSystem& system : open.project->systems) {
      auto settings = resolve_settings(system, environment());
      if (settings) {
        open.settings.emplace(system.name, std::move(*settings));
      } else {
        findings.append(std::move(settings.error()));
      }
    }
  }
  if (!findings.empty()) std::cerr << render(findings, *files, stderr_color()) << "\n";
  if (!open.project || findings.has_errors()) return fail(static_cast<int>(Exit::invalid));
  namespace fs = std::filesystem;
  open.data =
      !data.empty() ? data : (fs::path(folder) / (open.project->data.empty() ? "data" : open.project->data)).string();
  return open;
}

}  // namespace syncline::cli
