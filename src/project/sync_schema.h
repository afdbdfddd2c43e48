#pragma once
// The declared shape of sync/<entity>.yaml.

#include "config/schema.h"

namespace syncline {

const Schema& sync_file_schema();

}  // namespace syncline
