#pragma once
// Demo report: what the first load found, from the store.

#include <string>

#include "cli/demo_scene.h"

namespace syncline::cli {

std::string match_report(DemoScene&);

}  // namespace syncline::cli
