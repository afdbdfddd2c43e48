#pragma once
// Demo guide: where both systems answer, what to try there, and where to look.

#include <string>

#include "cli/demo_scene.h"

namespace syncline::cli {

std::string addresses(DemoScene&);
std::string things_to_try(DemoScene&);
std::string places_to_look(DemoScene&);

}  // namespace syncline::cli
