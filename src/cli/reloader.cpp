#include "cli/reloader.h"

#include <iostream>

namespace syncline::cli {

Reloader::Reloader(const Options& options, const OpenProject& at_work, Service& service)
    : options_(options), service_(service), now_(at_work), watch_(options.folder) {
  service_.on_reload([this] { return reload(); });
}

Reloader::~Reloader() { service_.on_reload({}); }

void Reloader::look(bool told) {
  const std::lock_guard lock(mutex_);
  if (watch_.changed() || told) take(told);
}

Reloaded Reloader::reload() {
  const std::lock_guard lock(mutex_);
  watch_.changed();
  return take(true);
}

Reloaded Reloader::refuse(std::string code, std::string message, std::string remedy, Reloaded found) {
  std::cerr << message << ".\n";
  if (!found.text.empty()) std::cerr << found.text << "\n";
  service_.refuse(found.text.empty() ? message + ": " + remedy : found.text);
  found.refused =
      Error{ErrorClass::validation, std::move(code), std::move(message), "", std::move(remedy), std::nullopt};
  return found;
}

Reloaded Reloader::take(bool told) {
  auto opening = try_open(options_.folder, options_.data);
  if (!opening) {
    return refuse("project.unreadable", "The project cannot be read: what ran before goes on",
                  describe(opening.error()), {});
  }
  Reloaded done;
  done.findings = to_json(opening->findings);
  done.text = render(opening->findings, opening->files);
  if (!opening->open) {
    return refuse("project.invalid", "The project was changed and has errors: what ran before goes on",
                  "mend them; the change is taken over by itself", std::move(done));
  }
  OpenProject open = std::move(*opening->open);
  if (open.project->installation != now_.project->installation) {
    done.text.clear();
    return refuse("project.installation", "The installation's name must never change: what ran before goes on",
                  "write in syncline.yaml installation: " + now_.project->installation, std::move(done));
  }
  const bool same = open.project->config_id == now_.project->config_id && open.settings == now_.settings;
  if (same && !told) {
    service_.refuse("");
    return done;
  }
  done.note = "work under way ends, then the new rules hold" + what_stays(open);
  std::cerr << "The project was changed: " << done.note << ".\n";
  now_ = open;
  service_.exchange(std::move(open));
  return done;
}

std::string Reloader::what_stays(const OpenProject& open) const {
  const ProjectServer &before = now_.project->server, &after = open.project->server;
  const bool moves = before.address != after.address || before.port != after.port || open.data != now_.data;
  return moves ? "; another address, port or data folder counts only after a new start" : "";
}

}  // namespace syncline::cli
