#pragma once
// The declared shape of sync/<entity>.yaml.

#include "config/schema.h"

namespace syncline {

const Schema& sync_file_schema();
/// Keys that later versions will know; the schema takes them so that the finding can say so.
const std::vector<std::string>& reserved_sync_keys();
const std::vector<std::string>& reserved_field_keys();

}  // namespace syncline
