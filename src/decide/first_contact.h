#pragma once
// First contact: values that meet for the first time. Linking writes nothing: equal becomes agreed, different stands
// until `on_link` settles it in one batch, or somebody edits. Private to decide/.

#include "decide/frame.h"

namespace syncline {

/// The one value that all live members mean by what they show, if there is one.
std::optional<std::pair<FieldValue, Slot>> common_value(Frame&, const FieldRule&);

/// A field that nothing is agreed of yet: what all mean, else the master's, else the fullest first value; the others
/// differ and stand.
void establish(Frame&, const FieldRule&);

/// The field's differences come of a change of rules, which writes nothing by itself: they stand until somebody edits.
void wait_for_an_edit(Frame&, const std::string& field);

/// Fields that the rules have come to ask for since the records were last read: what their bases show counts already,
/// so that a record that is made now has it.
void establish_what_was_read(Frame&);

/// This member shows the agreed field for the first time; its base stands already.
void meet(Frame&, const FieldRule&, const Place&);

/// Members that follow only (observe, skip): agreed by equality, else the difference stands.
void follow(Frame&, const FieldRule&, const Place&, bool moved);

/// A lifted skip, a new stage: what differs now stands, nothing of it is pending.
void let_differences_stand(Frame&, const Member&);

/// `on_link` for one field.
void settle_standing(Frame&, const FieldRule&);

}  // namespace syncline
