#pragma once
// The first connector.yaml of a system that no connector ships for, from what its OpenAPI file says.

#include <string>

#include "project/openapi.h"

namespace syncline {

/// Valid as it is. What a person must decide stands in comments that begin with "decide:".
std::string draft_connector(const std::string& name, const ApiOutline&, const std::string& source);

}  // namespace syncline
