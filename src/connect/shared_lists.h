#pragma once
// What lists of a manifest take over: from other lists by the word `like`, and from `lists` of the file.

#include "connect/object_templates.h"

namespace syncline {

/// `object` with all its lists, child lists and branches written out.
Joined with_shared_lists(const Spot& object, const Spot& common, ObjectTemplates& templates, const Document& document,
                         Diagnostics& findings);

/// A lookup with what `lists` of the file say of records and next.
Joined with_shared_answer(const Spot& lookup, const Spot& common);

}  // namespace syncline
