#pragma once
// What the call of an effect says: where it goes, its content, and the record's state right before it, as far as the
// vendor does not compare it by itself.

#include <optional>

#include "engine/context.h"

namespace syncline {

struct WriteTarget {
  const EntityPolicy* policy = nullptr;
  const SlotRule* rule = nullptr;
  SystemPort* port = nullptr;
  const ObjectTraits* traits = nullptr;
};

/// Nothing: the project no longer syncs its system or object.
std::optional<WriteTarget> target_of(Context&, const Effect&);

/// Of an effect that is `sending`, and no file. Nothing: it need not, or cannot, be written; that is dealt with.
std::optional<WriteRequest> prepare_write(Context&, const WriteTarget&, const Effect&);

}  // namespace syncline
