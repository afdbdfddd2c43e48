#include "cli/checklist.h"

#include <algorithm>
#include <iostream>

#include "base/json.h"
#include "cli/commands.h"

namespace syncline::cli {
namespace {

const char* word_for(Finding::State state) {
  switch (state) {
    case Finding::State::ok: return "ok";
    case Finding::State::warning: return "warning";
    case Finding::State::failed: return "FAILED";
  }
  return "";
}

void print_json(const std::vector<Finding>& findings) {
  List list;
  for (const Finding& each : findings)
    list.push_back(Map{{"state", word_for(each.state)}, {"says", each.says}, {"remedy", each.remedy}});
  std::cout << write_json_pretty(Value(std::move(list))) << "\n";
}

void print_text(const std::vector<Finding>& findings) {
  for (const Finding& each : findings) {
    const std::string word = word_for(each.state);
    std::cout << word << std::string(9 - word.size(), ' ') << each.says << "\n";
    if (!each.remedy.empty()) std::cout << "         → " << each.remedy << "\n";
  }
}

}  // namespace

Finding failure(const std::string& what, const Error& error) {
  return {Finding::State::failed, what + ": " + error.message + (error.place.empty() ? "" : " (" + error.place + ")"),
          error.remedy};
}

void print_findings(const std::vector<Finding>& findings, bool json) {
  json ? print_json(findings) : print_text(findings);
}

int exit_of(const std::vector<Finding>& findings) {
  const bool failed =
      std::ranges::any_of(findings, [](const Finding& each) { return each.state == Finding::State::failed; });
  return failed ? Exit::failed : Exit::done;
}

}  // namespace syncline::cli
