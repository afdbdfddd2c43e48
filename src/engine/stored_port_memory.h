#pragma once
// What a system's port leaves to the next process, kept in the store.

#include <memory>
#include <string>

#include "connect/port_memory.h"
#include "store/store.h"

namespace syncline {

/// The setting that holds it.
std::string memory_key(std::string_view what, const std::string& system);
/// The store outlives it.
std::shared_ptr<PortMemory> stored_port_memory(Store&, const std::string& system);

}  // namespace syncline
