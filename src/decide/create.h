#pragma once
// create: whether a slot without a member gets one, and with what. Private to decide/.

#include "decide/frame.h"

namespace syncline {

/// What the new record is created with. Empty optional: nothing is created; why stands in the frame's notes when a rule
/// or a missing field is the reason.
std::optional<Changes> create_changes(Frame&, const SlotRule&);

/// The first check of the entity that does not hold, in the words of its author.
std::optional<std::string> failing_check(const Frame&);

/// A record that comes after others in the same slot is another incarnation.
std::uint32_t next_incarnation(const Shadow&, const Slot&);

}  // namespace syncline
