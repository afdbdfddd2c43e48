#include "connect/drop_site.h"

#include "base/hash.h"

namespace syncline {

const ObjectSpec* DropSite::object(std::string_view name) const {
  const auto found = manifest().objects.find(std::string(name));
  return found == manifest().objects.end() ? nullptr : &found->second;
}

Result<std::string, Error> DropSite::folder(const TemplateTree& tree) const {
  const Map all = connector.variables({});
  auto text = tree.text(expr::MapBindings(all));
  if (!text) {
    text.error().place = system() + " folder" + (text.error().place.empty() ? "" : " " + text.error().place);
    return fail(std::move(text.error()));
  }
  return std::move(*text);
}

std::string joined_path(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + "/" + name;
}

std::string beside(const std::string& pattern, const std::string& name) {
  constexpr std::string_view mark = "{name}";
  const std::size_t at = pattern.find(mark);
  return pattern.substr(0, at) + name + pattern.substr(at + mark.size());
}

std::string checksum_for(const std::string& pattern, std::string_view content) {
  return to_hex(pattern.ends_with(".md5") ? md5(content) : sha256(content));
}

}  // namespace syncline
