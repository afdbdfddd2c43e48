// doctor: everything that a run needs, asked once, each with a remedy.
#include <algorithm>
#include <filesystem>

#include "api/webhook_intake.h"
#include "base/text.h"
#include "cli/checklist.h"
#include "cli/commands.h"
#include "cli/connected_system.h"
#include "cli/data_folder.h"
#include "cli/open_project.h"
#include "runtime/files.h"
#include "runtime/process_lock.h"
#include "runtime/thread_runtime.h"

namespace syncline::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t little_space = 1u << 30;
constexpr Duration slow_disk = milliseconds(50);
constexpr Duration patience = seconds(30);

class Doctor {
 public:
  Doctor(Runtime& rt, const OpenProject& open) : rt_(rt), open_(open) {}

  std::vector<Finding> examine() {
    disk();
    server();
    for (const ProjectSystem& system : open_.project->systems) reach(system);
    return std::move(findings_);
  }

 private:
  void add(Finding finding) { findings_.push_back(std::move(finding)); }
  void add(Finding::State state, std::string says, std::string remedy = "") {
    findings_.push_back({state, std::move(says), std::move(remedy)});
  }

  void disk() {
    if (auto made = real_files().make_folder(open_.data); !made)
      return add(failure("The data folder cannot be made", made.error()));
    const auto lock = ProcessLock::acquire(open_.data);
    running_ = !lock && lock.error().code == "lock.held";
    if (!lock && !running_) return add(failure("The data folder cannot be locked", lock.error()));
    if (running_) add(Finding::State::ok, "a Syncline works on " + open_.data + " right now");
    const std::string probe = (fs::path(open_.data) / "doctor.probe").string();
    const Instant begin = rt_.now();
    const auto written = real_files().write(probe, "x");
    const Duration took = rt_.now() - begin;
    if (!written) return add(failure("Nothing can be written to the data folder", written.error()));
    (void)real_files().remove(probe);
    const std::string ms = std::to_string(took.us / 1000) + " ms";
    if (took > slow_disk) {
      add(Finding::State::warning, "a durable write to " + open_.data + " took " + ms,
          "Put the data on a local disk; every webhook waits for one such write.");
    } else {
      add(Finding::State::ok, "a durable write to " + open_.data + " took " + ms);
    }
    std::error_code none;
    if (const auto space = fs::space(open_.data, none); !none && space.available < little_space) {
      add(Finding::State::warning, "only " + std::to_string(space.available >> 20) + " MB are free for the data",
          "Make room: when the disk is full nothing is acknowledged any more.");
    }
  }

  void server() {
    const ProjectServer& server = open_.project->server;
    const std::string where = server.address + ":" + std::to_string(server.port);
    if (!running_) {
      const auto started =
          start_http_server(rt_, server_options(server), [](const HttpRequest&) { return HttpResponse{}; });
      if (!started) return add(failure("The server cannot listen on " + where, started.error()));
      add(Finding::State::ok, "the server can listen on " + where);
    }
    if (server.address != "127.0.0.1" && server.address != "::1") {
      add(Finding::State::warning, "the server listens on " + server.address + " without TLS",
          "Put a reverse proxy with TLS before it, and let it listen on 127.0.0.1.");
    }
    const auto sources = webhook_sources(*open_.project, open_.settings);
    if (!sources) return add(failure("Webhooks cannot be proven", sources.error()));
    for (const auto& [system, source] : *sources) {
      std::string says = system + " may send webhooks to ";
      says += server.public_url.empty() ? "http://" + where : server.public_url;
      add(Finding::State::ok, says.append("/hooks/").append(system));
    }
  }

  void reach(const ProjectSystem& system) {
    const auto connected =
        connect_system(rt_, system, open_.settings.at(system.name), memory_in(open_.data, system.name));
    if (!connected) return add(failure(system.name, connected.error()));
    std::vector<std::string> objects;
    for (const auto& policy : open_.project->entities) {
      for (const SlotRule& slot : policy->slots) {
        if (slot.system != system.name) continue;
        if (!read(*connected->port, slot)) return;
        if (std::ranges::find(objects, slot.object) == objects.end()) objects.push_back(slot.object);
      }
    }
    ask_readiness(*connected->port, objects);
    ask_subscriptions(*connected->port, system);
  }

  void ask_readiness(SystemPort& port, const std::vector<std::string>& objects) {
    for (const ReadinessFinding& each : port.readiness(objects, {rt_.now() + patience, Priority::interactive, ""})) {
      if (!each.error) {
        add(Finding::State::ok, each.place + " is ready: " + each.check);
        continue;
      }
      Finding found = failure(each.place + " is not ready, " + each.check, *each.error);
      if (each.is_warning) found.state = Finding::State::warning;
      add(std::move(found));
    }
  }

  void ask_subscriptions(SystemPort& port, const ProjectSystem& system) {
    const std::string& public_url = open_.project->server.public_url;
    if (public_url.empty() || system.webhook_objects.empty()) return;
    const auto missing = port.not_subscribed(public_url + "/hooks/" + system.name, system.webhook_objects,
                                             {rt_.now() + patience, Priority::interactive, ""});
    if (!missing) return add(failure(system.name + " does not say what it announces", missing.error()));
    if (missing->empty()) return add(Finding::State::ok, system.name + " announces changes");
    add(Finding::State::warning, system.name + " does not announce changes of " + join(*missing, ", "),
        "A running Syncline asks for it; until then polls find them.");
  }

  /// False when it makes no sense to ask this system any further.
  bool read(SystemPort& port, const SlotRule& slot) {
    const std::string what = slot.system + " " + slot.object;
    const CallContext context{rt_.now() + patience, Priority::interactive, ""};
    const auto page = port.list(slot.object, ListMode::sweep, "", context);
    if (!page) {
      add(failure(what + " cannot be read", page.error()));
      return page.error().cls == ErrorClass::permission || page.error().cls == ErrorClass::config;
    }
    const std::size_t n = page->records.size();
    std::size_t strange = page->faulty.size();
    std::string why = page->faulty.empty() ? "" : page->faulty.front().error.message;
    for (const NativeRecord& record : page->records) {
      const auto reading = slot.binding->read(record, rt_.now());
      if (reading) continue;
      if (strange++ == 0) why = describe(reading.error());
    }
    const std::string count = std::to_string(n) + (page->more ? " or more" : "");
    if (strange == 0) {
      add(Finding::State::ok, what + " can be read: " + count + " records");
    } else {
      add(Finding::State::warning,
          what + " can be read: " + count + " records, of which " + std::to_string(strange) +
              " are not understood: " + why,
          "Correct these records, or the binding; each becomes a dead letter, the others are synced.");
    }
    return true;
  }

  Runtime& rt_;
  const OpenProject& open_;
  bool running_ = false;
  std::vector<Finding> findings_;
};

}  // namespace

int doctor(const Options& options) {
  const auto open = open_project(options.folder, options.data);
  if (!open) return open.error();
  ThreadRuntime rt;
  std::vector<Finding> findings;
  Task examining = rt.spawn("doctor", [&] { findings = Doctor(rt, *open).examine(); });
  examining.join();
  print_findings(findings, options.json);
  return exit_of(findings);
}

}  // namespace syncline::cli
