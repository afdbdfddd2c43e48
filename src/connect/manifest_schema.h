#pragma once
// The declared shape of connector.yaml.

#include "config/schema.h"

namespace syncline {

const Schema& manifest_schema();

}  // namespace syncline
