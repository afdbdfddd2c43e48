#pragma once
// Syncline as a process of its own that dies at a named point, as by a power cut.

#include <string>

#include "runtime/runtime.h"

namespace syncline::cli {

/// Runs this program on the project until it dies at the point ("deliver.answered:1"), and says whether it did. One
/// that does not within 15 s is killed.
bool runs_until_killed(Runtime&, const std::string& project, const std::string& data, const std::string& point);

}  // namespace syncline::cli
