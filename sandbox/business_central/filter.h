#pragma once
// $filter: comparisons joined by and, or and not. As in Business Central, or joins conditions on one field only.

#include "sandbox/business_central/query.h"

namespace syncline::sandbox::business_central {

Done<Filter> read_filter(const EntityType&, const std::string& text);

}  // namespace syncline::sandbox::business_central
