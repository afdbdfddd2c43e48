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

namespace {

Result<ReadProject, Error> try_read(const std::string& folder) {
  auto files = read_folder(real_files(), folder);
  if (!files) return fail(files.error());
  ReadProject read;
  read.files = std::move(*files);
  read.project = load_project(read.files, read.findings);
  return read;
}

int complain_of_folder(const Error& error) {
  return complain(error, error.cls == ErrorClass::not_found ? Exit::not_found : Exit::failed);
}

}  // namespace

Result<ReadProject, int> read_project(const std::string& folder) {
  auto read = try_read(folder);
  if (!read) return fail(complain_of_folder(read.error()));
  return std::move(*read);
}

void show_findings(const Diagnostics& findings, const Sources& files) {
  const bool colors = isatty(STDERR_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  if (!findings.empty()) std::cerr << render(findings, files, colors ? Color::always : Color::never) << "\n";
}

Result<Opening, Error> try_open(const std::string& folder, const std::string& data) {
  auto read = try_read(folder);
  if (!read) return fail(read.error());
  OpenProject open;
  open.project = read->project;
  if (open.project) {
    for (const ProjectSystem& system : open.project->systems) {
      auto settings = resolve_settings(system, environment());
      if (settings) {
        open.settings.emplace(system.name, std::move(*settings));
      } else {
        read->findings.append(std::move(settings.error()));
      }
    }
  }
  Opening opening{std::move(read->files), std::move(read->findings), std::nullopt};
  if (!open.project || opening.findings.has_errors()) return opening;
  namespace fs = std::filesystem;
  const std::string& inside = open.project->data;
  open.data = !data.empty() ? data : (fs::path(folder) / (inside.empty() ? "data" : inside)).string();
  opening.open = std::move(open);
  return opening;
}

Result<OpenProject, int> open_project(const std::string& folder, const std::string& data) {
  auto opening = try_open(folder, data);
  if (!opening) return fail(complain_of_folder(opening.error()));
  show_findings(opening->findings, opening->files);
  if (!opening->open) return fail(static_cast<int>(Exit::invalid));
  return std::move(*opening->open);
}

}  // namespace syncline::cli
