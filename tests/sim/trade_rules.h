#pragma once
// The project of deals and orders (`trade/`), and how its owners change it while it is in use.

#include <memory>
#include <string>
#include <vector>

#include "project/project.h"

namespace syncline::sim {

/// One change of rules in the middle of a life.
struct RuleChange {
  std::string what;
  std::shared_ptr<const Project> before, after;
  /// The stage of a deal whose order is confirmed, afterwards.
  std::string stage_of_confirmed = "ordered";
};

/// The project as it is written. Read once, with all changes; not on a fiber: its stack is too small for that.
std::shared_ptr<const Project> trade();
const std::vector<RuleChange>& changes_of_trade();

}  // namespace syncline::sim
