#pragma once
// What must be so at the vendor before records can be kept in step: asked as the manifest says under `readiness`.

#include "connect/object_calls.h"

namespace syncline {

/// As SystemPort::readiness.
std::vector<ReadinessFinding> readiness(ObjectCalls&, const std::vector<std::string>& objects, const CallContext&);

}  // namespace syncline
