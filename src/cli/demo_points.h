#pragma once
// Demo points: what the demo states, each read from the systems' own ledgers and screens, and how each can be made to
// fail.

#include <optional>
#include <string>
#include <vector>

#include "cli/demo_scene.h"

namespace syncline::cli {

struct DemoPoint {
  /// Points of one round are played at once: `plays` of all, then each must come to hold.
  enum class Round : std::uint8_t {
    load,
    webhook,
    edits,
    orders,
    billing,
    loss,
    kill,
    kill_again,
    told,
    restart,
    rest
  } round;
  const char* name;
  const char* says;
  /// What people do. In the round `load` it is done before Syncline begins. `spoiled`: also what makes it fail.
  void (*plays)(DemoScene&, bool spoiled);
  bool (*holds)(DemoScene&);
  std::optional<Round> proven = {};  ///< where that is a later round

  Round proof() const { return proven.value_or(round); }
};

std::vector<DemoPoint> first_load_points();
std::vector<DemoPoint> edit_points();
std::vector<DemoPoint> order_points();
std::vector<DemoPoint> billing_points();
std::vector<DemoPoint> failure_points();

std::vector<DemoPoint> demo_points();  ///< all, in order
std::vector<std::string> point_names();

}  // namespace syncline::cli
