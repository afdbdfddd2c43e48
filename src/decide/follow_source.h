#pragma once
// follow_source: what a derived link takes from its source, and for how long. Private to decide/.

#include "decide/frame.h"

namespace syncline {

/// Once `until` holds, the source counts no more: its member is released. The reading that is being taken in counts as
/// accepted already.
void release_source(Frame&);

/// The source asks for no record any more, but one is there, or may be by a creation that is under way.
bool is_withdrawn_too_late(const Frame&, const SlotRule& source);

/// What the source said and the record, which is past following, does not show: it came too late. Before the reading is
/// taken in, so that an edit made there is no concurrent one; and after, so that what the record shows is agreed.
void forget_what_came_too_late(Frame&, Member&);
void keep_what_is_there(Frame&, Member&, const SlotRule&);

/// Which references of the reading could not be taken over: remembered, so that the parent's link brings them back.
void note_unlinked(Frame&);

/// What should exist and does not, for the people who wait for it.
void note_problem(Frame&);

/// Messages to owners about fields that have a new value.
void plan_notices(Frame&);

}  // namespace syncline
