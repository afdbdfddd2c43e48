#pragma once
// wait: what an event of a record waits for before it can be decided. It is held, and looked at again.

#include <optional>

#include "engine/context.h"
#include "engine/linking.h"

namespace syncline {

/// A parent that must exist first: the event is held until its link is there, and ends as a dead letter at the
/// deadline.
std::optional<EventEnd> wait_for_parent(Context&, const EntityPolicy&, const Observation&, const Event&);
/// Nothing tells this record from one that we are making: what it is shows once the answers to our creates are known.
/// Of a new link, only those that were sent before it was seen count, so this ends.
std::optional<EventEnd> wait_for_our_create(Context&, Reader&, const EntityPolicy&, const Home&, const Observation&,
                                            const Event&);
/// A record that no link knows, and that a replica which lags may not show yet: it was told of too short a time before
/// it was asked for.
std::optional<EventEnd> wait_to_be_shown(Context&, const SlotRule&, Instant asked_at, Instant told_at, const Event&);
/// A merge is taken in once both records and the outcomes of our writes are known.
std::optional<EventEnd> wait_to_join(Context&, const Home&, const Event&);

}  // namespace syncline
