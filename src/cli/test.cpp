// test: plays the mapping tests of a project and shows what differs.
#include <algorithm>
#include <filesystem>
#include <iostream>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/open_project.h"
#include "cli/verdict.h"
#include "project/mapping_tests.h"

namespace syncline::cli {
namespace {

namespace fs = std::filesystem;

struct Played {
  const MappingTest* test = nullptr;
  std::vector<Difference> differences;
};

/// The project that a file or folder belongs to: the next one upwards with a syncline.yaml.
std::string project_of(const std::string& path) {
  std::error_code none;
  fs::path folder = fs::absolute(path, none);
  if (!fs::is_directory(folder, none)) folder = folder.parent_path();
  for (; !folder.empty(); folder = folder.parent_path()) {
    if (fs::exists(folder / "syncline.yaml", none) || fs::exists(folder / "syncline.yml", none)) return folder.string();
    if (folder == folder.root_path()) break;
  }
  return path;
}

/// Its tests in the files that were named; all of them when a folder was named, or nothing.
std::vector<const MappingTest*> chosen(const Project& project, const std::string& folder,
                                       const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  std::error_code none;
  for (const std::string& path : paths) {
    if (!fs::is_directory(path, none)) files.push_back(fs::proximate(fs::absolute(path), folder, none).string());
  }
  std::vector<const MappingTest*> tests;
  for (const MappingTest& test : project.tests) {
    if (files.empty() || std::ranges::find(files, test.at.file) != files.end()) tests.push_back(&test);
  }
  return tests;
}

Played play(const Project& project, const MappingTest& test) {
  const auto rehearsed = rehearse(project, test);
  if (!rehearsed) return {&test, {{"given", "records that can be read", describe(rehearsed.error())}}};
  return {&test, differences(test.expect, *rehearsed)};
}

void print(const Played& played, std::string& file) {
  if (file != played.test->at.file) std::cout << (file = played.test->at.file) << "\n";
  std::cout << (played.differences.empty() ? "  ok     " : "  FAILS  ") << played.test->name;
  std::cout << (played.differences.empty() ? "\n" : "  (line " + std::to_string(played.test->at.line) + ")\n");
  for (const Difference& each : played.differences) {
    std::cout << "    " << each.at << "\n      expected  " << each.expected << "\n      found     " << each.found
              << "\n";
  }
}

Value value_of(const Played& played) {
  List list;
  for (const Difference& each : played.differences)
    list.emplace_back(Map{{"at", each.at}, {"expected", each.expected}, {"found", each.found}});
  return Map{{"file", played.test->at.file},
             {"line", played.test->at.line},
             {"name", played.test->name},
             {"passed", played.differences.empty()},
             {"differences", std::move(list)}};
}

}  // namespace

int test(const Options& options) {
  const std::string folder = project_of(options.paths.empty() ? "." : options.paths.front());
  const auto read = read_project(folder);
  if (!read) return read.error();
  if (!options.json || !read->project) show_findings(read->findings, read->files);
  if (!read->project) return Exit::invalid;
  const auto tests = chosen(*read->project, folder, options.paths);
  if (tests.empty()) {
    return complain({ErrorClass::not_found, "test.none", "there are no mapping tests here", folder,
                     "Write tests/*.yaml, or let `syncline record EVENT` write one.", std::nullopt},
                    Exit::not_found);
  }
  std::size_t failed = 0;
  List all;
  std::string file;
  for (const MappingTest* each : tests) {
    const Played played = play(*read->project, *each);
    if (!played.differences.empty()) ++failed;
    options.json ? all.push_back(value_of(played)) : print(played, file);
  }
  if (options.json) {
    std::cout << write_json_pretty(Map{{"tests", std::move(all)},
                                       {"passed", static_cast<std::int64_t>(tests.size() - failed)},
                                       {"failed", static_cast<std::int64_t>(failed)}})
              << "\n";
  } else {
    std::cerr << tests.size() << (tests.size() == 1 ? " test, " : " tests, ")
              << (failed == 0 ? "all pass" : std::to_string(failed) + (failed == 1 ? " fails" : " fail")) << ".\n";
  }
  return failed == 0 ? Exit::done : Exit::failed;
}

}  // namespace syncline::cli
