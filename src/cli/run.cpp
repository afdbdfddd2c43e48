// run: the project at work until it is told to end.
#include <csignal>
#include <ctime>
#include <iostream>

#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/endings.h"
#include "cli/service.h"

namespace syncline::cli {
namespace {

constexpr int try_again_later = 75;

/// True when asked to end within half a second.
bool asked_to_end() {
  const sigset_t set = endings();
  const timespec half{0, 500'000'000};
  return sigtimedwait(&set, nullptr, &half) > 0;
}

int exit_for(const Error& error) {
  if (error.code == "lock.held") return Exit::refused;
  switch (error.cls) {
    case ErrorClass::config: return Exit::invalid;
    case ErrorClass::transient: return try_again_later;
    default: return Exit::failed;
  }
}

std::string names_of_systems(const Project& project) {
  std::string text;
  for (const ProjectSystem& system : project.systems) text += (text.empty() ? "" : ", ") + system.name;
  return text;
}

}  // namespace

int run_project(const Options& options) {
  ServiceOptions how;
  how.log = options.quiet ? LogLevel::warn : LogLevel::info;
  if (!options.crash_at.empty()) {
    const auto point = parse_crash_point(options.crash_at);
    if (!point) return complain(point.error(), Exit::usage);
    how.crash_at = *point;
  }
  auto open = open_project(options.folder, options.data);
  if (!open) return open.error();
  const sigset_t set = endings();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);  // before any task begins: they inherit it
  const std::shared_ptr<const Project> project = open->project;
  const std::string data = open->data;
  Service service(std::move(*open), how);
  bool told = false;
  for (;;) {
    if (const auto error = service.error()) return complain(*error, exit_for(*error));
    if (service.began() && !told) {
      std::cerr << "Syncline keeps " << names_of_systems(*project) << " in step; data in " << data
                << "; listening on http://" << project->server.address << ":" << service.port()
                << ". Ctrl-C ends it.\n";
      told = true;
    }
    if (asked_to_end()) break;
  }
  std::cerr << "Ending: calls under way may take up to 10 s; a second signal ends at once.\n";
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  return Exit::done;
}

}  // namespace syncline::cli
