#pragma once
// Deadlines: a write that waits for another record to exist does not wait for ever.

#include "engine/context.h"

namespace syncline {

/// The task: looks every minute. What is overdue becomes a dead letter that names the record it waited for.
void watch_deadlines(Context&);

}  // namespace syncline
