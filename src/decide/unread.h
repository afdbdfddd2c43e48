#pragma once
// unread: what an acknowledged write leaves behind that could not be read back, or does not show yet. Pure.

#include "model/effect.h"

namespace syncline {

/// The version that this change of a sent write amounts to: the agreed one, where that says the same by now, since what
/// somebody typed elsewhere was put back meanwhile. What was typed here since it was sent has to be written over once
/// more.
std::uint32_t version_written(const Shadow&, const MemberField&, const std::string& name, const Effect& sent);

/// The vendor said that it is written: it is not written again before it is read. `looked_at`: when a reading did not
/// show it; none: nobody has looked yet.
void remember_written(const Shadow&, Member&, const Effect& sent, Instant looked_at);

/// The update is acknowledged, and its record could not be read.
Shadow acknowledged_unread(const Shadow&, const Effect& update, Instant acknowledged_at);

}  // namespace syncline
