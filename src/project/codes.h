#pragma once
// Every code of a finding that this module reports, with the long text behind `syncline explain CODE`.

#include <span>

#include "config/codes.h"

namespace syncline {

/// Sorted by code.
std::span<const CodeText> project_codes();

}  // namespace syncline
