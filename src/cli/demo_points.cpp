#include "cli/demo_points.h"

namespace syncline::cli {

std::vector<DemoPoint> demo_points() {
  std::vector<DemoPoint> all;
  for (const auto& some : {first_load_points(), edit_points(), order_points(), billing_points(), failure_points()})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

std::vector<std::string> point_names() {
  std::vector<std::string> names;
  for (const DemoPoint& point : demo_points()) names.emplace_back(point.name);
  return names;
}

}  // namespace syncline::cli
