#pragma once
// reject: what a refused write leaves behind. Pure.

#include "model/effect.h"

namespace syncline {

/// The effect was refused for good at that time: the versions it carried are not tried again until newer ones are
/// agreed, the record is edited, or a person reopens the effect.
Shadow parked(const Shadow&, const Effect& refused, const std::string& why, Instant at);

}  // namespace syncline
