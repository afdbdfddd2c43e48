#pragma once
// Masking: the personal values of a record made unreadable, with their form kept.

#include "model/entity.h"
#include "model/reading.h"

namespace syncline::cli {

/// Letters become x and X, digits 9; what is between them stays, so that phones stay phones. Where one part of a list
/// (an e-mail address among contact mechanisms) is personal, its neighbours are masked, too.
Value masked(const Value& content, const Reading& bound, const Entity&);

}  // namespace syncline::cli
