#include "cli/demo_points.h"

#include <algorithm>

namespace syncline::cli {

std::vector<DemoPoint> demo_points() {
  std::vector<DemoPoint> all;
  for (const auto& some :
       {first_load_points(), edit_points(), end_points(), order_points(), billing_points(), failure_points()})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

std::vector<std::string> point_names() {
  std::vector<std::string> names;
  for (const DemoPoint& point : demo_points()) names.emplace_back(point.name);
  return names;
}

bool is_asked(DemoScene& scene, const std::string& company, bool (*is_meant)(const Conflict&)) {
  Reader& reader = scene.look();
  const LinkId link = scene.link_of(reader, "customer", company);
  return link && std::ranges::any_of(reader.conflicts(true, link, 10), is_meant);
}

bool play(DemoScene& scene, const std::vector<DemoPoint>& points, DemoPoint::Round round, const std::string& tamper) {
  constexpr Duration patience = seconds(30);
  std::vector<std::pair<const DemoPoint*, std::size_t>> at_work;  // and which step is next
  for (const DemoPoint& point : points) {
    if (point.round != round) continue;
    point.plays(scene, tamper == point.name);
    at_work.emplace_back(&point, 0);
  }
  return scene.becomes(
      [&] {
        for (auto& [point, next] : at_work) {
          if (next == point->then.size() || !point->then[next].is_time(scene)) continue;
          point->then[next++].deed(scene, tamper == point->name);
        }
        return std::ranges::all_of(at_work, [](const auto& each) { return each.second == each.first->then.size(); });
      },
      patience);
}

}  // namespace syncline::cli
