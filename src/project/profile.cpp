#include "project/profile.h"

#include <algorithm>

#include "base/text.h"
#include "config/yaml.h"
#include "project/builtin.h"
#include "project/compilation.h"

namespace syncline {
namespace {

constexpr std::string_view folder = "profiles/", shared = "profiles/quote-to-cash/", yaml = ".yaml";

std::string replaced(std::string text, const std::map<std::string, std::string>& words) {
  for (const auto& [word, meaning] : words) {
    const std::string mark = "<" + word + ">";
    for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark, at + meaning.size()))
      text.replace(at, mark.size(), meaning);
  }
  return text;
}

}  // namespace

std::vector<std::string> profile_names() {
  std::vector<std::string> names;
  for (const auto& [path, text] : builtin_sources()) {
    const std::string_view file = path;
    if (!file.starts_with(folder) || file.starts_with(shared)) continue;
    names.emplace_back(file.substr(folder.size(), file.size() - folder.size() - yaml.size()));
  }
  return names;
}

Result<Profile, Error> profile_named(std::string_view name) {
  const auto known = profile_names();
  if (std::ranges::find(known, name) == known.end()) {
    return fail(Error{ErrorClass::validation,
                      "init.profile",
                      "there is no profile " + in_quotes(name),
                      "",
                      "known: " + words_of(known),
                      {}});
  }
  const std::string path = std::string(folder) + std::string(name) + std::string(yaml);
  const auto file = parse_yaml(builtin_sources().at(path), path);
  if (!file)
    return fail(Error{ErrorClass::config, "init.profile", render(file.error(), builtin_sources()), path, "", {}});
  Profile profile;
  profile.name = name;
  profile.summary = file->value()["summary"].string_or("");
  profile.webhooks = file->value()["webhooks"].bool_or(false);
  for (const auto& [word, meaning] : file->value()["words"].as_map())
    profile.words.emplace(word, meaning.string_or(""));
  return profile;
}

Sources template_of(const Profile& profile) {
  Sources files;
  for (const auto& [path, text] : builtin_sources()) {
    if (path.starts_with(shared)) files.emplace(path.substr(shared.size()), replaced(text, profile.words));
  }
  return files;
}

}  // namespace syncline
