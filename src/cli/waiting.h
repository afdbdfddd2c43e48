#pragma once
// Waiting: what a write waits for that is not its turn yet, and until when.

#include <string>

#include "store/store.h"

namespace syncline::cli {

/// When it becomes a dead letter if nothing comes of it; none: it has no deadline.
std::optional<Instant> deadline_of(Reader&, const Effect&);

/// Does the stop keep something of this link from being written?
bool covers(const Stop&, const Link&);

}  // namespace syncline::cli
