#pragma once
// Surplus: a second record of one system for one link. It is read and shown, never written, until a person has decided,
// or the record that counts is no more.

#include "model/conflict.h"
#include "model/shadow.h"

namespace syncline {

struct Frame;

bool is_there(const Member&);
/// Asks a person which of the two counts.
NewConflict surplus_question(LinkId, const Member& counts, const Member& surplus);
/// The surplus record of the slot, when there is exactly one.
Member* only_surplus(Shadow&, const Slot&);
/// `next` counts from now on: its next reading is its first contact. `before` is no more.
void take_place(Frame&, Member& before, Member& next);
/// Where the record that counted ended with the others, the only surplus one beside it counts for whoever is there
/// again.
void take_left_over(Frame&, const Slot& but);
/// The questions end with the last surplus record.
void settle_surplus(Frame&);

}  // namespace syncline
