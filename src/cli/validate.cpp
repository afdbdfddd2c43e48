#include <iostream>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/open_project.h"
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
  show_findings(findings, files);
  if (!project) {
    std::cerr << "The project is not valid: " << tally(findings) << ".\n";
    return;
  }
  for (const std::string& line : describe_project(*project)) std::cout << line << "\n";
  std::cerr << "The project is valid" << (findings.empty() ? "" : ": " + tally(findings)) << ".\n";
}

}  // namespace

int validate(const Options& options) {
  const auto read = read_project(options.folder);
  if (!read) return read.error();
  if (options.json) {
    print_json(read->project.get(), read->findings);
  } else {
    print_text(read->project.get(), read->findings, read->files);
  }
  return read->project ? Exit::done : Exit::invalid;
}

}  // namespace syncline::cli
