#pragma once
// Writing a list of parts: the fewest commands that make the child records what is wanted.

#include "bind/part_values.h"

namespace syncline {

/// [{op: create|update|delete, …}], deletes first; none when nothing is to be done. Wanted parts are matched with child
/// records: equal ones, then by the key of the parts, then in order. A child record is given only what differs; a field
/// that a wanted part does not say stays as it is. New ones get the values of `where`, and defaults.
/// `children`: all of the list, as last read; only those that match `where` are touched.
Result<List, PartRefusal> part_commands(const FieldBinding& list, const List& children, const List& wanted,
                                        const ConvertSettings&);

}  // namespace syncline
