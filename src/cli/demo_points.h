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
  /// What people do after that, each once it is so.
  struct Step {
    bool (*is_time)(DemoScene&);
    void (*deed)(DemoScene&, bool spoiled);
  };
  std::vector<Step> then = {};
  std::optional<Round> proven = {};             ///< where that is a later round
  bool sandbox::VendorPair::* needs = nullptr;  ///< only pairs of which this is true can show it

  Round proof() const { return proven.value_or(round); }
};

std::vector<DemoPoint> first_load_points();
std::vector<DemoPoint> edit_points();
std::vector<DemoPoint> order_points();
std::vector<DemoPoint> billing_points();
std::vector<DemoPoint> failure_points();

std::vector<DemoPoint> end_points();

std::vector<DemoPoint> demo_points();  ///< all, in order
std::vector<std::string> point_names();

/// Whether a person is asked such a thing about this company of the CRM.
bool is_asked(DemoScene&, const std::string& company, bool (*is_meant)(const Conflict&));

/// What people do in this round. False: one of them waited in vain.
bool play(DemoScene&, const std::vector<DemoPoint>&, DemoPoint::Round, const std::string& tamper);

}  // namespace syncline::cli
