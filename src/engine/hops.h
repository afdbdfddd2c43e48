#pragma once
// Hops: what a transition says of the vendor's states.

#include "connect/system_port.h"

namespace syncline {

/// From the changes of a transition.
Hop hop_of(const Effect&);
/// The vendor's state as the record shows it; empty when it does not.
std::string native_state(const ObjectTraits&, const NativeRecord&);

}  // namespace syncline
