#include <csignal>
#include <ctime>
#include <filesystem>
#include <iostream>

#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/demo_points.h"
#include "cli/demo_report.h"

namespace syncline::cli {
namespace {

namespace fs = std::filesystem;

/// The folder that the demo may use. Empty: it was said why not.
std::string folder_for(const Options& options) {
  std::error_code error;
  const fs::path folder =
      options.data.empty()
          ? fs::temp_directory_path() / ("syncline-demo-" + std::to_string(ThreadRuntime().random() % 1'000'000'000))
          : fs::path(options.data);
  if (fs::exists(database_in(folder.string()), error)) {
    complain({ErrorClass::config, "demo.used", "there is a database already; the demo begins with a new one",
              database_in(folder.string()), "Give another folder, or remove this one.", std::nullopt},
             Exit::usage);
    return "";
  }
  fs::create_directories(folder, error);
  if (error) {
    complain({ErrorClass::permission, "demo.folder", "the folder cannot be made: " + error.message(), folder.string(),
              "Give a folder that you may write with --data.", std::nullopt},
             Exit::usage);
    return "";
  }
  return folder.string();
}

int play(DemoScene& scene, const std::string& tamper) {
  int broken = 0;
  for (const DemoPoint& point : demo_points()) {
    const bool holds = point.holds(scene, tamper == point.name);
    std::cout << (holds ? "ok      " : "FAILED  ") << point.says << std::endl;
    broken += holds ? 0 : 1;
    scene.crm.set_faults({});
    scene.erp.set_faults({});
  }
  return broken == 0 ? Exit::done : Exit::failed;
}

sigset_t endings() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

/// People go on working until the program is told to end.
void hold(DemoScene& scene) {
  std::cerr << "Going on; Ctrl-C ends it.\n";
  const sigset_t set = endings();
  for (std::uint64_t n = 0;; ++n) {
    const timespec pause{3, 0};
    if (sigtimedwait(&set, nullptr, &pause) > 0) return;
    const sandbox::Pair& pair = scene.planted.pairs.at(30 + n % 60);
    const std::string phone = "+49 40 555" + std::to_string(1000 + n);
    scene.crm.person_edits(pair.crm, {{"phone", phone}});
    std::cerr << "somebody sets the phone of crm account " << pair.crm << " to " << phone << "\n";
  }
}

void show_around(const std::string& folder, const DemoScene& scene) {
  const sandbox::Pair& pair = scene.planted.pairs.at(20);
  std::cerr << "\nThe data is in " << folder << ". Look around:\n"
            << "  syncline status --data " << folder << "\n"
            << "  syncline trace customer " << pair.crm << " --data " << folder << "\n"
            << "  syncline conflicts --data " << folder << "\n"
            << "  syncline events --data " << folder << "\n";
}

}  // namespace

int demo(const Options& options) {
  const std::string folder = folder_for(options);
  if (folder.empty()) return Exit::usage;
  const sigset_t set = endings();
  if (options.hold) pthread_sigmask(SIG_BLOCK, &set, nullptr);  // before any task begins: they inherit it

  DemoScene scene(folder);
  if (!options.check) {
    std::cerr << "A CRM with " << scene.crm.records().size() << " accounts and an ERP with "
              << scene.erp.records().size() << " customers; the database is in " << folder << ".\n";
  }
  if (const auto error = scene.start_engine()) return complain(*error, Exit::failed);
  if (!scene.becomes([&] { return scene.is_quiet(); }, seconds(40))) {
    return complain({ErrorClass::transient, "demo.slow", "the first load did not end within 40 s", folder,
                     "See what it does: syncline status --data " + folder, std::nullopt},
                    Exit::failed);
  }
  if (!options.check) std::cout << "\n" << match_report(scene) << std::endl;
  const int code = play(scene, options.tamper);
  if (!options.check || code != Exit::done) show_around(folder, scene);
  if (options.hold) hold(scene);
  scene.stop_engine();
  std::error_code ignored;
  if (options.check && options.data.empty() && code == Exit::done) fs::remove_all(folder, ignored);
  return code;
}

}  // namespace syncline::cli
