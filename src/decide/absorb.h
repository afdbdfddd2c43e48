#pragma once
// absorb: a live reading into its member: bases follow, and each field meets the table. Private to decide/.

#include "decide/frame.h"

namespace syncline {

/// What a base did when a reading came.
struct Shift {
  bool first = false;    ///< there was no base before
  bool changed = false;  ///< it means something else than before, through the current binding
  FieldValue before;     ///< what the member showed until now …
  Instant based_at;      ///< … and since when we knew it
};
/// The base follows the reading. Precondition: it speaks.
Shift take_base(const SlotRule&, Member&, const std::string& field, const BoundField&, Instant read_at);

/// What the place shows may be the work of a call of ours that is still open: nobody's edit.
bool is_own_echo(const Frame&, const Place&, const std::string& field);

/// All fields of the reading. `only_follow`: bases follow, nothing becomes work (observe, skip).
void absorb(Frame&, Member&, const SlotRule&, bool only_follow);

/// What stays of a reading on its member when it is accepted: stamp, version, hash, time.
void stamp(Member&, const Reading&);
/// The latest stamp that the record ever showed: a clock that was set back makes no old reading a new one.
void raise_stamp(Member&, const Reading&);

}  // namespace syncline
