#pragma once
// Demo watch: tells every write to either system as it happens, until Ctrl-C.

#include "cli/demo_scene.h"

namespace syncline::cli {

/// The endings are blocked.
void watch_until_ended(DemoScene&);

}  // namespace syncline::cli
