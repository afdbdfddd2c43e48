#pragma once
// What a project will do, in plain sentences, and as data.

#include <string>
#include <vector>

#include "project/project.h"

namespace syncline {

/// One line each: "customer: crm company ↔ erp party, 8 fields; …".
std::vector<std::string> describe_project(const Project&);
Value to_json(const Project&);

}  // namespace syncline
