#pragma once
// entities/<name>.yaml → Entity.

#include <optional>

#include "config/schema.h"
#include "model/entity.h"

namespace syncline {

/// The declared shape of the file.
const Schema& entity_file_schema();

/// Adds all findings (config's codes, and B201 …); no entity when there are errors.
std::optional<Entity> read_entity_file(const Document&, Diagnostics& findings);

}  // namespace syncline
