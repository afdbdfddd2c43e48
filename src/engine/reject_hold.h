#pragma once
// reject_hold: a person says no to what a hold holds.

#include "engine/context.h"

namespace syncline {

/// Supersedes every write that the hold holds. What they would have written stays as it is on both sides: it is not
/// planned again before somebody edits it, or a person asks for it. Resumable: called again it goes on. Returns how
/// many.
Result<std::uint64_t, Error> reject_hold(Store&, HoldId, const std::string& resolution);

}  // namespace syncline
