#pragma once
// Flow text: a value as people write it on one line of YAML: {path: a.b, map: {"Y": "true"}}.

#include <string>

#include "base/value.h"

namespace syncline {

/// Texts stand without quotes only where they are paths, so that no reader takes one for something else.
std::string flow_text(const Value&);

}  // namespace syncline
