#pragma once
// What was used of a system's rates, kept in the store.

#include <memory>
#include <string>

#include "connect/rate_memory.h"
#include "store/store.h"

namespace syncline {

/// The setting that holds it.
std::string rate_key(const std::string& system);
/// The store outlives it.
std::shared_ptr<RateMemory> stored_rate_memory(Store&, const std::string& system);

}  // namespace syncline
