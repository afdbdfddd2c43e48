#pragma once
// The connectors and entities that ship with the program, compiled into it.

#include "config/diagnostic.h"

namespace syncline {

/// "connectors/<name>/connector.yaml", "connectors/<name>/bindings/<entity>.yaml", "entities/<name>.yaml" → text.
const Sources& builtin_sources();

}  // namespace syncline
