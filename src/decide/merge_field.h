#pragma once
// merge_field: one changed field of one member, by the table. Private to decide/.

#include "decide/absorb.h"
#include "decide/frame.h"

namespace syncline {

/// Something is agreed, and the member's base has followed what it shows.
void merge_field(Frame&, const FieldRule&, const Place&, const Shift&);
/// The same at its first contact.
void meet_or_check(Frame&, const FieldRule&, const Place&);

}  // namespace syncline
