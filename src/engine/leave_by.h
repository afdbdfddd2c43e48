#pragma once
// leave_by: until when a write that was handed out may still leave. Between that and the call lie reads, other calls'
// turns, and sometimes a long download.

#include "engine/context.h"

namespace syncline {

/// The next closing of its system or entity.
Instant leave_by(Context&, const Effect&);
/// Where the vendor compares nothing by itself, a write is as good as the look that it was decided by: it leaves soon
/// after that, or loses its turn and is looked at again. Once; a system in which calls always wait would never be
/// written.
Instant fresh_until(Context&, const ObjectTraits&, const Effect&);
/// True: it may leave no more, and is planned again.
bool came_too_late(Context&, const Effect&, Instant leave_by);

}  // namespace syncline
