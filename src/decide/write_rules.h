#pragma once
// WriteRules: what a project allows to be written to one object of one system: when, how much, and what never.

#include <set>

#include "decide/limit.h"
#include "decide/window.h"

namespace syncline {

struct WriteRules {
  WriteTimes times;  ///< of this entity; the system's own times hold as well
  WriteLimits limits;
  std::set<EffectOp> forbidden;  ///< as people see it (seen_as)
};

}  // namespace syncline
