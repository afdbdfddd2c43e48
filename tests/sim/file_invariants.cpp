#include "tests/sim/file_invariants.h"

#include <algorithm>
#include <set>

namespace syncline::sim {
namespace {

using Content = std::pair<std::string, std::string>;  ///< the deal's label, and a file's content

bool is_to_travel(const ModelFile::State& state) {
  return state.there && state.name.ends_with(".pdf") && state.content.size() <= DocumentWorld::largest_file;
}

std::string label_of_sale(const ModelSystem& erp, const std::string& id) {
  return DocumentWorld::label_of(*erp.now("sale", id).find("text"));
}

}  // namespace

void judge_files(const DocumentWorld& world, Judgement& out) {
  const auto broken = [&](const std::string& what) { out.violations.push_back("I18: " + what); };
  std::set<Content> ever, now, sent;
  for (const auto& [id, file] : world.erp().files().all()) {
    const std::string label = label_of_sale(world.erp(), file.of.native);
    for (const ModelFile::State& state : file.states) {
      if (is_to_travel(state)) ever.emplace(label, state.content);
    }
    if (label.starts_with("D") && is_to_travel(file.states.back())) now.emplace(label, file.states.back().content);
  }
  for (const auto& [id, file] : world.crm().files().all()) {
    const std::string label = DocumentWorld::label_of(*world.crm().now("opportunity", file.of.native).find("title"));
    const Content content{label, file.states.front().content};
    if (!ever.contains(content))
      broken("deal " + label + " got the file " + file.states.front().name + ", which its order never had like that");
    if (!sent.insert(content).second) broken("deal " + label + " got the file " + file.states.front().name + " twice");
  }
  for (const Content& content : now) {
    if (!sent.contains(content))
      broken("a file of " + std::to_string(content.second.size()) + " bytes, \"" + content.second.substr(0, 20) +
             "\", never came to deal " + content.first);
  }
  for (const auto& [path, content] : world.spool().files) broken("left in the spool: " + path);
  out.counts["files sent"] += sent.size();
}

}  // namespace syncline::sim
