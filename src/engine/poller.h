#pragma once
// Poller: keeps one object of one system in sight. The cursor moves in the transaction that stores the page's events.

#include "engine/context.h"

namespace syncline {

/// The task of one poll plan: first load, then changes at the interval, child streams, and the sweep. Ends by Stopped.
void poll_forever(Context&, const PollPlan&);

/// One pass over an object or stream to its end, from the stored cursor. Errors are those of the port.
struct Pass {
  std::uint64_t records = 0, events = 0, duplicates = 0;
  bool partial = false;            ///< a sweep that does not show what there is
  std::optional<Error> late = {};  ///< see Page
};
Result<Pass, Error> changes_pass(Context&, const std::string& system, const std::string& stream, EventSource);
/// Reads every record; what the store knows and the sweep did not meet is looked at one by one (gone needs proof).
Result<Pass, Error> sweep_pass(Context&, const std::string& system, const std::string& object, EventSource);

}  // namespace syncline
