#pragma once
// reject: what a refused write leaves behind. Pure.

#include <optional>

#include "model/effect.h"

namespace syncline {

/// The effect was refused for good: the versions it carried are not tried again until newer ones are agreed, the record
/// is edited, or a person reopens the effect. By the vendor, to whom it was sent at `sent_at`; or `rejected_at` that
/// time by a person or the project, before it was sent, be it again.
Shadow parked(const Shadow&, const Effect& refused, const std::string& why, std::optional<Instant> rejected_at);

}  // namespace syncline
