#pragma once
// The declared shape of tests/*.yaml: mapping tests.

#include "config/schema.h"

namespace syncline {

const Schema& test_file_schema();

}  // namespace syncline
