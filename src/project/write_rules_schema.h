#pragma once
// The words for when, how much and what may be written, as syncline.yaml and sync files have them.

#include "config/schema.h"

namespace syncline {

Schema windows_schema();
Schema closures_schema();
Schema limits_schema();
Schema forbid_schema();

}  // namespace syncline
