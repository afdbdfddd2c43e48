#pragma once
// Deadlines: a write that waits for another record to exist, or for a person's approval, does not wait for ever.

#include "engine/context.h"

namespace syncline {

/// The task: looks every minute. What is overdue becomes a dead letter that names what it waited for.
void watch_deadlines(Context&);

}  // namespace syncline
