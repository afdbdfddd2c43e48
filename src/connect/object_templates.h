#pragma once
// ObjectTemplates: what objects of a manifest take over from a template, or from each other, by the word `like`.

#include <map>
#include <string>
#include <vector>

#include "config/document.h"
#include "connect/joined.h"

namespace syncline {

class ObjectTemplates {
 public:
  ObjectTemplates(Spot templates, Spot objects, const Document& document, Diagnostics& findings)
      : templates_(templates), objects_(objects), document_(document), findings_(findings) {}

  /// The object of that name with all that it is `like`: maps are joined key by key, everything else it says itself
  /// stands instead. Valid as long as this is.
  Spot object(const std::string& name);
  /// The same of a template or an object, absent where there is none of that name.
  Spot named(const std::string& name);

 private:
  const Joined& whole(const std::string& name, const Spot& own);
  void report(const Spot& spot, std::string message, std::string remedy);

  Spot templates_, objects_;
  const Document& document_;
  Diagnostics& findings_;
  std::map<const Node*, Joined> known_;
  std::vector<const Node*> open_;  ///< those that are being put together
};

}  // namespace syncline
