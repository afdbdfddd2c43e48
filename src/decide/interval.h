#pragma once
// interval: when an edit can have happened, on our clock. Edits are ordered only when their intervals do not overlap.

#include "decide/merge_table.h"
#include "decide/policy.h"
#include "model/shadow.h"

namespace syncline {

struct Interval {
  Instant after, by;  ///< after the one, not after the other
};

/// An edit that this reading shows and the member's latest accepted reading did not. A reading may lag; a stamp, where
/// the vendor's clock is measured, is truncated and bounds the edit from both sides.
Interval edit_interval(const SlotRule&, const Member& before, const Reading&);

Later later_of(const Interval& shown, const Interval& agreed);

}  // namespace syncline
