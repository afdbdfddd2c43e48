#pragma once
// observe: an event becomes a reading, the reading meets its link, the decision is committed. The event ends here.

#include <optional>
#include <string>

#include "engine/context.h"
#include "engine/decided.h"

namespace syncline {

/// Works off the oldest queued event of this record: reads it when there is only a hint, decides, commits.
void observe(Context&, const RecordKey&);

/// Decides on a record just read for another reason (a failed precondition, a settled outcome) and commits it together
/// with what became of the effect. Loads and decides again while others move the link.
struct Seen {
  NativeRecord record;
  EventSource source = EventSource::reread;
  Effect effect;                        ///< that this read followed
  bool confirms = false;                ///< it is the read-back of `effect`
  Instant acknowledged_at = {};         ///< as in Observation
  std::vector<EffectOutcome> outcomes;  ///< committed with the decision
  std::vector<EventEnd> ends;
  std::optional<Link> link;  ///< as it probably is: where it has moved, the commit fails, and the store is asked
};
void decide_on(Context&, Seen);

}  // namespace syncline
