// run: the project at work until it is told to end.
#include <csignal>
#include <ctime>
#include <iostream>

#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/endings.h"
#include "cli/reloader.h"
#include "cli/service.h"

namespace syncline::cli {
namespace {

constexpr int try_again_later = 75;

enum class Asked : std::uint8_t { nothing, reload, end };

/// What a signal asks for, waited for half a second.
Asked asked() {
  const sigset_t set = run_signals();
  const timespec half{0, 500'000'000};
  const int signal = sigtimedwait(&set, nullptr, &half);
  return signal == SIGHUP ? Asked::reload : signal > 0 ? Asked::end : Asked::nothing;
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
  const sigset_t set = run_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);  // before any task begins: they inherit it
  const std::shared_ptr<const Project> project = open->project;
  const std::string data = open->data;
  const OpenProject begun = *open;
  Service service(std::move(*open), how);
  Reloader reloader(options, begun, service);
  bool told = false;
  for (;;) {
    if (const auto error = service.error()) return complain(*error, exit_for(*error));
    if (service.began() && !told) {
      std::cerr << "Syncline keeps " << names_of_systems(*project) << " in step; data in " << data
                << "; listening on http://" << project->server.address << ":" << service.port()
                << ". Ctrl-C ends it.\n";
      told = true;
    }
    const Asked wish = asked();
    if (wish == Asked::end) break;
    if (service.began()) reloader.look(wish == Asked::reload);
  }
  const sigset_t ends = endings();
  std::cerr << "Ending: calls under way may take up to 10 s; a second signal ends at once.\n";
  pthread_sigmask(SIG_UNBLOCK, &ends, nullptr);
  return Exit::done;
}

}  // namespace syncline::cli
