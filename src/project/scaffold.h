#pragma once
// The files of a new project between two systems, written from what their connectors and the entities say.

#include <string>
#include <vector>

#include "base/error.h"
#include "config/diagnostic.h"

namespace syncline {

struct ScaffoldWish {
  std::string project;
  std::string crm, erp;             ///< names of connectors
  std::string profile = "crm-led";  ///< profile.h
};

struct Scaffold {
  Sources files;                       ///< valid as they are; they only observe
  Sources schemas;                     ///< for editors: the files name them in their first line
  std::vector<std::string> variables;  ///< of the environment, that must be set before a run
};

/// Errors (validation): an unknown connector or profile, or two that carry no entity in common.
Result<Scaffold, Error> scaffold(const ScaffoldWish&);

/// "Acme GmbH" → "acme-gmbh": a name that a project may have.
std::string project_name_from(std::string_view text);

}  // namespace syncline
