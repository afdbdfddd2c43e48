#pragma once
// Outline: the lines of a YAML text as a tree by their indentation, with the comments above each, so that entries can
// be taken out of a text that people will read.

#include <string>
#include <string_view>
#include <vector>

namespace syncline {

struct Outline {
  std::string above = {};  ///< comments and empty lines, with their line ends
  std::string line = {};   ///< as it stands, without its end
  std::string key = {};    ///< "fields"; of an item of a list "-"
  std::vector<Outline> inside = {};

  std::string value() const;  ///< what stands behind the key; of an item behind the dash
  const Outline* find(std::string_view key) const;
  Outline* find(std::string_view key);
};

/// The root has no line of its own. Tabs are not looked for.
Outline read_outline(std::string_view text);
std::string text_of(const Outline&);

}  // namespace syncline
