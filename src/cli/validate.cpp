#include <cstdlib>
#include <iostream>
#include <unistd.h>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "project/folder.h"
#include "project/summary.h"

namespace syncline::cli {
namespace {

std::string tally(const Diagnostics& findings) {
  const auto count = [&](Severity severity) {
    const std::size_t n = findings.count(severity);
    return std::to_string(n) + " " + std::string(name_of(severity)) + (n == 1 ? "" : "s");
  };
  return count(Severity::error) + ", " + count(Severity::warning);
}

void print_json(const Project* project, const Diagnostics& findings) {
  Map out = to_json(findings).as_map();
  out.set("valid", project != nullptr);
  const Value plan = project ? to_json(*project) : Value(Map{});
  for (const auto& [key, value] : plan.as_map()) out.set(key, value);
  std::cout << write_json_pretty(Value(std::move(out))) << "\n";
}

void print_text(const Project* project, const Diagnostics& findings, const Sources& files) {
  const bool colors = isatty(STDERR_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  if (!findings.empty()) std::cerr << render(findings, files, colors ? Color::always : Color::never) << "\n";
  if (!project) {
    std::cerr << "The project is not valid: " << tally(findings) << ".\n";
    return;
  }
  for (const std::string& line : describe_project(*project)) std::cout << line << "\n";
  std::cerr << "The project is valid" << (findings.empty() ? "" : ": " + tally(findings)) << ".\n";
}

}  // namespace

int validate(const Options& options) {
  const auto files = read_folder(real_files(), options.folder);
  if (!files)
    return complain(files.error(), files.error().cls == ErrorClass::not_found ? Exit::not_found : Exit::failed);
  Diagnostics findings;
  const auto project = load_project(*files, findings);
  if (options.json) {
    print_json(project.get(), findings);
  } else {
    print_text(project.get(), findings, *files);
  }
  return project ? Exit::done : Exit::invalid;
}

}  // namespace syncline::cli
