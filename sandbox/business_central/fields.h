#pragma once
// What happens when a property is set: its type and length, what it refers to, and what Business Central fills in then.
// Properties are set in the order in which the request names them.

#include "sandbox/business_central/refusal.h"
#include "sandbox/business_central/tables.h"

namespace syncline::sandbox::business_central {

/// `value` as the request has it.
Done<void> set_property(Tables&, const EntityType&, Row&, const std::string& name, const Value& value);

/// What a new record has before anything is set: numbers of a series, today's date.
void begin_record(Tables&, const EntityType&, Row&, Instant now);

}  // namespace syncline::sandbox::business_central
