#pragma once
// The declared shape of queries/<entity>.yaml.

#include "config/schema.h"

namespace syncline {

const Schema& query_file_schema();

}  // namespace syncline
