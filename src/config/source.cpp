#include "config/source.h"

#include "config/yaml.h"

namespace syncline {
namespace {

bool has_extension(std::string_view path, std::string_view extension) {
  return path.size() > extension.size() && path.ends_with(extension);
}

template <class T>
void keep(std::map<std::string, T, std::less<>>& into, const std::string& path, Result<T, Diagnostics> parsed,
          Diagnostics& findings) {
  if (parsed) {
    into.emplace(path, std::move(*parsed));
  } else {
    findings.append(std::move(parsed).error());
  }
}

}  // namespace

bool matches_glob(std::string_view path, std::string_view glob) {
  while (!glob.empty() && glob[0] != '*') {
    if (path.empty() || path[0] != glob[0]) return false;
    path.remove_prefix(1);
    glob.remove_prefix(1);
  }
  if (glob.empty()) return path.empty();
  glob.remove_prefix(1);
  for (;;) {
    if (matches_glob(path, glob)) return true;
    if (path.empty() || path[0] == '/') return false;
    path.remove_prefix(1);
  }
}

std::vector<std::string> LoadedSources::matching(std::string_view glob) const {
  std::vector<std::string> paths;
  for (const auto& [path, unused] : documents) {
    if (matches_glob(path, glob)) paths.push_back(path);
  }
  return paths;
}

LoadedSources load(const Sources& sources, Diagnostics& findings) {
  LoadedSources loaded;
  for (const auto& [path, text] : sources) {
    if (has_extension(path, ".csv")) keep(loaded.tables, path, parse_csv_table(text, path), findings);
    const bool short_name = has_extension(path, ".yml");
    if (!short_name && !has_extension(path, ".yaml")) continue;
    const std::string twin = path.substr(0, path.size() - std::string_view(".yml").size()) + ".yaml";
    if (short_name && sources.contains(twin)) {
      findings.add({.code = "F001",
                    .message = "both " + path + " and " + twin + " exist",
                    .at = {path},
                    .remedy = "keep one of them"});
      continue;
    }
    keep(loaded.documents, path, parse_yaml(text, path), findings);
  }
  return loaded;
}

}  // namespace syncline
