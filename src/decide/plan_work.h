#pragma once
// plan_work: what is pending becomes effects, one at most per slot. Private to decide/.

#include "decide/frame.h"

namespace syncline {

/// Effects for all that is pending and may be written; planned ones that say something else are superseded.
/// `paused`: nothing is written, what was planned is taken back.
void plan_work(Frame&, bool paused);

/// The effect that a slot needs as the link stands, whatever is open for it; empty when none.
std::optional<NewEffect> needed_effect(Frame&, const SlotRule&);

/// Of the stage `shadow`: the effect in words, as steps.
void show_what_would_be(Frame&, const NewEffect&);

}  // namespace syncline
