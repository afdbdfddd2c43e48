#pragma once
// Fields that have nothing but a type, listed by it: `plain: {text: [phone, name: displayName]}` is short for fields.

#include "connect/joined.h"

namespace syncline {

/// `file` with each `plain` of its templates and objects, and of their fields, written out as `fields`; what `fields`
/// say of such a field besides is joined. A `plain` of another shape stays, for the schema to report.
Joined with_plain_fields(const Spot& file, const Document& document, Diagnostics& findings);

}  // namespace syncline
