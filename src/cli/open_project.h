#pragma once
// A project folder, read, checked and with its settings filled in, as a command needs it.

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "project/project.h"

namespace syncline::cli {

struct OpenProject {
  std::shared_ptr<const Project> project;
  std::map<std::string, Map> settings;  ///< by system; they hold secrets
  std::string data;                     ///< folder of the data
};

/// A project folder as it was read: `project` is null when there are errors among the findings.
struct ReadProject {
  Sources files;
  Diagnostics findings;
  std::shared_ptr<const Project> project;
};

/// A project folder, read and with its settings. `open` is empty when there are errors among the findings.
struct Opening {
  Sources files;
  Diagnostics findings;
  std::optional<OpenProject> open;
};
/// `data`: what the person asked for, or empty. Says nothing itself. Error: the folder cannot be read.
Result<Opening, Error> try_open(const std::string& folder, const std::string& data);

/// Failing, it has said why on stderr: the result is the exit code.
Result<ReadProject, int> read_project(const std::string& folder);
/// To stderr, with carets, in colour on a terminal.
void show_findings(const Diagnostics&, const Sources&);

/// Writes all findings to stderr; on failure the result is the exit code. `data`: what the person asked for, or empty.
Result<OpenProject, int> open_project(const std::string& folder, const std::string& data);

/// ${env:…} from the environment, ${file:…} from files of at most 64 KiB.
Resolver environment();

}  // namespace syncline::cli
