#pragma once
// file_delivery: one file from its source through the spool to its target.

#include "engine/context.h"

namespace syncline {

/// Fetches it and adds it to the target, unless the target has the same content from there already.
void deliver_file(Context&, SystemPort& target, const Effect&);
/// An upload whose answer never came: found by its key, or sent again once it cannot be under way, or for review.
void settle_file(Context&, SystemPort& target, const Effect&);

}  // namespace syncline
