#include "engine/named_links.h"

#include <algorithm>

#include "base/text.h"

namespace syncline {
namespace {

constexpr std::size_t most = 200;
constexpr std::string_view by_number = "link:";

/// Match keys are stored in match form: a tax id without spaces and in small letters.
std::vector<std::string> ways_to_write(const std::string& id) {
  std::string joined = match_form(id);
  std::erase(joined, ' ');
  return {id, fold_case(squeeze(id)), joined};
}

}  // namespace

std::vector<LinkId> named_links(Reader& reader, const std::string& id, const std::string& entity) {
  std::vector<LinkId> found;
  const auto add = [&](LinkId named) {
    const auto link = reader.link(named);
    if (link && (entity.empty() || link->entity == entity) && std::ranges::find(found, link->id) == found.end())
      found.push_back(link->id);
  };
  if (id.starts_with(by_number)) add({std::strtoll(id.c_str() + by_number.size(), nullptr, 10)});
  for (const std::string& way : ways_to_write(id)) {
    if (!found.empty()) break;
    for (const auto& [link, key] : reader.find(way, most)) add(link);
  }
  return found;
}

}  // namespace syncline
