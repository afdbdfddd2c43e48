#pragma once
// Demo points: what the demo states, each read from the systems' own ledgers, and how each can be made to fail.

#include <string>
#include <vector>

#include "cli/demo_scene.h"

namespace syncline::cli {

struct DemoPoint {
  const char* name;
  const char* says;
  /// Plays it and looks; `tamper` makes it fail.
  bool (*holds)(DemoScene&, bool tamper);
};

const std::vector<DemoPoint>& demo_points();
std::vector<std::string> point_names();

}  // namespace syncline::cli
