#pragma once
// Reloader: the project as it lies there now takes the place of the one at work, unless it has errors.

#include <mutex>

#include "cli/commands.h"
#include "cli/project_watch.h"
#include "cli/service.h"

namespace syncline::cli {

/// Thread-safe: its files, a signal and a request may ask at once.
class Reloader {
 public:
  /// The service outlives it, and passes requests to reload on to it until it goes.
  Reloader(const Options&, const OpenProject& at_work, Service&);
  ~Reloader();
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  /// Takes the project over when its files were changed, or somebody `told` it to. What comes of it is said on stderr.
  void look(bool told);

 private:
  Reloaded reload();
  Reloaded take(bool told);
  Reloaded refuse(std::string code, std::string message, std::string remedy, Reloaded found);
  std::string what_stays(const OpenProject&) const;

  const Options& options_;
  Service& service_;
  std::mutex mutex_;  // of the next two
  OpenProject now_;
  ProjectWatch watch_;
};

}  // namespace syncline::cli
