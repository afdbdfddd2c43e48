#pragma once
// The files of a project folder, read whole.

#include <string>

#include "config/diagnostic.h"
#include "runtime/files.h"

namespace syncline {

/// Every *.yaml, *.yml and *.csv that belongs to a project: syncline.yaml and what stands below sync, maps, connectors,
/// entities, flows and tests. Other files are not looked at. Paths are relative to the folder. Errors: of Files;
/// not_found when the folder has no syncline.yaml.
Result<Sources, Error> read_folder(Files&, const std::string& folder);

}  // namespace syncline
