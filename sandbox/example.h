#pragma once
// The project in examples/ that connects the two systems, compiled in.

#include "config/diagnostic.h"

namespace syncline {

/// "examples/odoo-tryton/syncline.yaml", … → text.
const Sources& example_sources();

}  // namespace syncline
