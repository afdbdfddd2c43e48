#pragma once
// The model's things as JSON, for the answers of /v1/ and for --json of the commands.

#include <vector>

#include "engine/live_queries.h"
#include "model/conflict.h"
#include "model/effect.h"
#include "model/event.h"
#include "model/hold.h"

namespace syncline {

Value value_of(const Event&);
Value value_of(const Effect&);
Value value_of(const Conflict&);
Value value_of(const DeadLetter&);
Value value_of(const Hold&, const std::vector<Effect>& sample);
Value value_of(const Stop&);
/// Decimals are texts. `age_seconds` is what it was at `now`.
Value value_of(const LiveAnswer&, Instant now);

}  // namespace syncline
