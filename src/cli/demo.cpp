// demo: a CRM and an ERP with a wholesaler's customers, Syncline between them, and the proof that it does its work.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/demo_guide.h"
#include "cli/demo_points.h"
#include "cli/demo_report.h"
#include "cli/demo_watch.h"
#include "cli/endings.h"

namespace syncline::cli {
namespace {

namespace fs = std::filesystem;
using Round = DemoPoint::Round;

constexpr Duration load_limit = seconds(60), quiet_limit = seconds(20);

/// What is broken on purpose comes to hold never: waiting longer would show nothing.
Duration hold_limit(const std::string& tamper) { return tamper.empty() ? seconds(60) : seconds(12); }

/// The folder that the demo may use. Empty: it was said why not.
std::string folder_for(const Options& options) {
  std::error_code error;
  const fs::path folder = fs::absolute(
      options.data.empty()
          ? fs::temp_directory_path() / ("syncline-demo-" + std::to_string(ThreadRuntime().random() % 1'000'000'000))
          : fs::path(options.data),
      error);
  if (fs::exists(folder / "project", error)) {
    complain({ErrorClass::config, "demo.used", "there is a project already; the demo begins with a new one",
              (folder / "project").string(), "Give another folder, or remove this one.", std::nullopt},
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

std::vector<DemoPoint> points_to_play(const Options& options) {
  std::vector<DemoPoint> points = demo_points();
  const sandbox::VendorPair& pair = sandbox::pair_named(options.pair);
  std::erase_if(points, [&](const DemoPoint& point) { return point.needs && !(pair.*point.needs); });
  if (!options.only.empty()) std::erase_if(points, [&](const DemoPoint& point) { return options.only != point.name; });
  return points;
}

/// Whether each point of the round came to hold. Prints a line each.
bool prove(DemoScene& scene, const std::vector<DemoPoint>& points, Round round, Duration limit) {
  bool all = true;
  for (const DemoPoint& point : points) {
    if (point.proof() != round) continue;
    const bool holds = scene.becomes([&] { return point.holds(scene); }, limit);
    std::cout << (holds ? "ok      " : "FAILED  ") << point.says << std::endl;
    all = all && holds;
  }
  return all;
}

bool begin(DemoScene& scene, const std::vector<DemoPoint>& points, const std::string& tamper) {
  play(scene, points, Round::load, tamper);
  if (!tamper.empty()) scene.wait(scene.pair().shows_after);
  if (!scene.start()) return false;
  scene.notices().begin(scene.webhook_url());
  return true;
}

bool first_load_ends(DemoScene& scene) {
  if (scene.becomes([&] { return is_asked_to_end() || scene.is_quiet(); }, load_limit)) return true;
  complain({ErrorClass::transient, "demo.slow", "the first load did not end within a minute", scene.data_folder(),
            "See what it does: syncline status --data " + scene.data_folder(), std::nullopt},
           Exit::failed);
  return false;
}

int prove_all(DemoScene& scene, const std::vector<DemoPoint>& points, const std::string& tamper) {
  const Duration limit = hold_limit(tamper);
  bool all = prove(scene, points, Round::load, limit);
  for (const Round round : {Round::webhook, Round::edits, Round::orders, Round::billing, Round::loss, Round::kill,
                            Round::kill_again, Round::told, Round::restart, Round::rest}) {
    const auto is_now = [&](const DemoPoint& point) { return point.round == round || point.proof() == round; };
    if (std::ranges::none_of(points, is_now)) continue;
    play(scene, points, round, tamper);
    all = prove(scene, points, round, limit) && all;
    scene.becomes([&] { return scene.is_quiet(); }, quiet_limit);
  }
  return all ? Exit::done : Exit::failed;
}

}  // namespace

int demo(const Options& options) {
  const std::vector<DemoPoint> points = points_to_play(options);
  if (points.empty()) {
    return complain({ErrorClass::config, "demo.pair", "these two systems cannot show it", options.only,
                     "Give another pair with --pair.", std::nullopt},
                    Exit::usage);
  }
  const std::string folder = folder_for(options);
  if (folder.empty()) return Exit::usage;
  const bool holds = options.hold || (!options.check && isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0);
  const sigset_t set = endings();
  if (holds) pthread_sigmask(SIG_BLOCK, &set, nullptr);  // before any task begins: they inherit it

  sandbox::SystemsOptions how;
  how.pair = options.pair;
  how.half = options.check;  // a first load is as long as the vendors' rates make it
  auto made = DemoScene::make(folder, how);
  if (!made) return complain(made.error(), Exit::failed);
  DemoScene& scene = **made;
  if (!begin(scene, points, options.tamper)) return Exit::failed;
  if (!options.check) std::cout << addresses(scene) << "\n" << things_to_try(scene) << "\n" << places_to_look(scene);
  if (!options.check) std::cout << "\nBoth systems are read for the first time …" << std::endl;
  if (!first_load_ends(scene)) return Exit::failed;
  if (!options.check && !is_asked_to_end()) std::cout << "\n" << match_report(scene) << std::endl;
  int code = Exit::done;
  if (options.check || !holds) code = prove_all(scene, points, options.tamper);
  if (holds) watch_until_ended(scene);
  scene.stop();
  std::error_code ignored;
  if (options.data.empty() && code == Exit::done) fs::remove_all(folder, ignored);
  return code;
}

}  // namespace syncline::cli
