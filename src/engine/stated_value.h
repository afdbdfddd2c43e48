#pragma once
// stated_value: a field's value as a person states it.

#include "decide/policy.h"

namespace syncline {

/// Canonical, from JSON or from its text ("1200.50", "true", "2026-11-21"); null and "" are empty. Error (validation):
/// it is no value of the field, or one of the systems cannot hold it.
Result<FieldValue, Error> stated_value(const EntityPolicy&, const std::string& field, const Value& stated);

}  // namespace syncline
