#pragma once
// Loop breaker: a field that keeps swinging between writers is parked, and both are named. Private to decide/.

#include "decide/absorb.h"
#include "decide/frame.h"

namespace syncline {

/// Counts that the place's member overturned the agreed value: with a value that it has shown before, or with a new one
/// in answer to our write. True: once too often.
bool swings_too_often(Frame&, const std::string& field, const Place&, const Shift&);
/// The chain of effects before this reading is longer than the policy allows.
bool is_too_long_a_chain(const Frame&);
/// Parks the field as a loop.
void break_loop(Frame&, const std::string& field, const Place&, const std::string& why);
/// Swings that are too long ago to matter are forgotten.
void forget_old_swings(Frame&);

/// Has the member shown this value lately, against the agreed one?
bool has_swung_to(const Frame&, const std::string& field, const Slot&, const FieldValue&);

}  // namespace syncline
