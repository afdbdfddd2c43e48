#pragma once
// A system that leaves files for us, and takes those that we leave, as its manifest says. Thread-safe.

#include <memory>
#include <string>

#include "connect/manifest.h"
#include "connect/port_memory.h"
#include "connect/system_port.h"
#include "drop/place.h"
#include "runtime/runtime.h"

namespace syncline {

/// The Runtime must outlive the port. Settings hold resolved secrets. Without a memory that lasts it only looks: it
/// sends nothing, and leaves files where they are. Errors: config (a missing setting, a place that cannot be one).
/// `place`: instead of the one that the manifest says, for tests.
Result<std::shared_ptr<SystemPort>, Error> make_file_port(Runtime&, std::shared_ptr<const Manifest>, std::string system,
                                                          Map settings, std::shared_ptr<PortMemory> memory,
                                                          std::shared_ptr<DropPlace> place = nullptr);

}  // namespace syncline
