#pragma once
// Release: once an entity is loaded on every side, its links are decided again with writing allowed. Resumable: the
// last link done stands in the store.

#include "engine/context.h"

namespace syncline {

/// The task: waits for each entity to be loaded, then works through its links; again whenever a stage is raised.
void release_forever(Context&);

/// Decides one link again as it stands, and commits what follows.
void replan_link(Context&, const EntityPolicy&, LinkId);

}  // namespace syncline
