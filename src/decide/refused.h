#pragma once
// refused: what a vendor refused is tried again when its record moves. Private to decide/.

#include "decide/frame.h"

namespace syncline {

/// The record was edited since it was last accepted, be it in what no binding reads: what was refused there may pass
/// now, and is planned once more. Each time later than the last: a vendor may touch the record that it refuses.
void try_refused_again(Frame&, const Member&);

/// Is this version not to be written, because it was refused or altered there?
bool is_parked(const Frame&, const Slot&, const std::string& field, std::uint32_t version);
/// When a write to the slot that is planned now may be sent.
Instant not_before(const Frame&, const Slot&);

}  // namespace syncline
