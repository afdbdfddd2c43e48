#pragma once
// stale: readings never go back. By stamp where there is one; else a reading that may come from a slow replica is not
// believed until it cannot. Private to decide/.

#include <optional>
#include <string>

#include "decide/policy.h"
#include "model/effect.h"

namespace syncline {

/// Why the reading is older than what was accepted; empty when it is not. The stamps say it, unless the record itself
/// was asked for when no replica could lag behind that any more: then the vendor's clock was set back.
std::optional<std::string> stale(const SlotRule&, const Member&, const Reading&);

struct Doubt {
  Instant until;  ///< from then on the record can be read again and believed
  std::string why;
};
/// A change so soon after the last one that a replica may be showing an older state: the former base, or one that was
/// never read at all. A newer stamp, or the very values that `intended` wrote, leave no doubt.
std::optional<Doubt> doubt(const SlotRule&, const Member&, const Reading&, const Changes* intended);

}  // namespace syncline
