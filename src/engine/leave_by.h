#pragma once
// leave_by: until when a write that was handed out may still leave. Between that and the call lie reads, other calls'
// turns, and sometimes a long download.

#include "engine/context.h"

namespace syncline {

/// The next closing of its system or entity.
Instant leave_by(Context&, const Effect&);
/// True: it may leave no more, and is planned again.
bool came_too_late(Context&, const Effect&, Instant leave_by);

}  // namespace syncline
