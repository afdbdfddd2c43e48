#pragma once
// The page that says what holds between which systems: docs/evidence/matrix.md, written from what was played.

#include <string>
#include <vector>

#include "tests/matrix/points.h"

namespace syncline::matrix {

/// What stands above the first CRM, and below the last.
std::string page_head();
std::string page_foot();
/// Of one CRM: a row for each ERP, in the order of erps().
std::string section(const CrmSide&, const std::vector<std::vector<Found>>&);

}  // namespace syncline::matrix
