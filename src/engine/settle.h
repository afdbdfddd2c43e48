#pragma once
// settle: what became of a write whose answer never came, or came damaged.

#include "engine/context.h"

namespace syncline {

/// Reads or probes; ends as applied, planned again (only when it provably did not happen), decided again, or review.
void settle_unknown(Context&, SystemPort&, const SlotRule&, const ObjectTraits&, const Effect&);

/// It was looked for in vain. That is believed only once the call cannot still be running and reads cannot be stale.
void not_seen(Context&, const Effect&);

/// The vendor says that it is done, and this is what a read shows then. One that lags shows nothing of a creation or an
/// end yet: taken for the state of things, it would lead to the same write again.
/// `at`: when it said so; none: it did not. `link`: as in Seen.
void acknowledged(Context&, const Effect&, NativeRecord, Instant at = {}, std::optional<Link> link = std::nullopt);

/// The record as it stands after our write: decided on as the effect's read-back, in one commit with its outcome.
void confirm(Context&, const Effect&, NativeRecord, Instant acknowledged_at = {},
             std::optional<Link> link = std::nullopt);

/// The vendor refused: by class read again, look up, retry, or dead letter.
void refused(Context&, const Effect&, const Error&);

}  // namespace syncline
