#pragma once
// follow_source: what a derived link takes from its source, and for how long. Private to decide/.

#include "decide/frame.h"

namespace syncline {

/// Once `until` holds, the source counts no more: its member is released. The reading that is being taken in counts as
/// accepted already.
void release_source(Frame&);

/// Which references of the reading could not be taken over: remembered, so that the parent's link brings them back.
void note_unlinked(Frame&);

/// What should exist and does not, for the people who wait for it.
void note_problem(Frame&);

/// Messages to owners about fields that have a new value.
void plan_notices(Frame&);

}  // namespace syncline
