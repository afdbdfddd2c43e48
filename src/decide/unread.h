#pragma once
// unread: what an acknowledged write leaves behind that could not be read back, or does not show yet. Pure.

#include "model/effect.h"

namespace syncline {

/// The vendor said that these are written: they are not written again before they are read. `looked_at`: when a reading
/// did not show them; none: nobody has looked yet.
void remember_written(Member&, const Changes&, Instant looked_at);

/// The update is acknowledged, and its record could not be read.
Shadow acknowledged_unread(const Shadow&, const Effect& update, Instant acknowledged_at);

}  // namespace syncline
