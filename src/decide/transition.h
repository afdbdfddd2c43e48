#pragma once
// transition: the next call on the way from the status that a record shows to the one that it should have. Private to
// decide/.

#include "decide/frame.h"

namespace syncline {

/// Messages to a record's owner are open beside writes of the record: their effects have slots of their own, "crm
/// note".
inline const std::string note_slot = " note";

/// One hop of the shortest way to the agreed status, or to the one that a derived record of ours is advanced to. A
/// document is completed first: nothing while a write is pending, disputed or refused, or a check fails.
std::optional<NewEffect> transition_of(Frame&, const SlotRule&, Member&);

/// An acknowledged hop that a lagging reading does not show yet: remembered, so that it is not sent again, and when it
/// must be to be seen.
std::optional<Instant> hop_not_visible_until(Frame&, const SlotRule&, Member&);
void remember_hop(Member&, const SlotRule&, const Effect&, Instant read_at);

/// The reading may show what became of a hop: did the state move? One that was acknowledged and ignored is parked.
void confirm_transition(Frame&, const SlotRule&, Member&);

}  // namespace syncline
