#pragma once
// A manifest as the settings of one system have it: what they say of its lists takes its place there.

#include "connect/manifest.h"

namespace syncline {

/// Errors (config): a setting that cannot be what the manifest makes of it.
Result<std::shared_ptr<const Manifest>, Error> settled(const Manifest&, const std::string& system, const Map& settings);

}  // namespace syncline
