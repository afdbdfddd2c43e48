#pragma once
// Profiles: ways in which companies divide the work between a CRM and an ERP. A new project begins with one of them.
// All share the sync files of profiles/quote-to-cash; profiles/<name>.yaml says what their words mean.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/diagnostic.h"

namespace syncline {

struct Profile {
  std::string name;
  std::string summary;                       ///< the first comment of the project
  bool webhooks = false;                     ///< wherever a connector knows them
  std::map<std::string, std::string> words;  ///< "company" → "crm": what <company> means
};

/// Error (validation): there is none of this name.
Result<Profile, Error> profile_named(std::string_view name);
std::vector<std::string> profile_names();  ///< the default comes first

/// What they share, by its path in a project, with every <word> replaced. "<" stands for nothing else there.
Sources template_of(const Profile&);

}  // namespace syncline
