#pragma once
// The declared shape of syncline.yaml.

#include <map>
#include <string>

#include "config/schema.h"
#include "connect/manifest.h"

namespace syncline {

/// For editors and the reference: a system may have any setting.
const Schema& project_file_schema();
/// What a system of this connector may say.
Schema system_schema(const Manifest&);
/// For one file: each system named here takes the settings of its connector, and no others.
Schema project_file_schema(const std::map<std::string, std::shared_ptr<const Manifest>>& connector_of);

}  // namespace syncline
