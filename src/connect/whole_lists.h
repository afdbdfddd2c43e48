#pragma once
// Lists of child records of systems that only take, or keep, them whole: what commands make of the current list. Pure.

#include "connect/manifest.h"

namespace syncline {

/// Whether any list of child records is written.
bool has_part_commands(const ObjectSpec&, const Map& content);

/// Each {"$parts": [commands]} becomes {"$whole": [{id, set}]}: first those that stay, in their order and with all
/// their fields, then the new ones, which have no id. `current`: the record as it was read; null for a create.
Map with_whole_lists(const ObjectSpec&, Map content, const Value& current);

/// The same as lists that are read: [{"id": "1", …}]. New ones get the numbers behind the greatest.
Map with_plain_lists(const ObjectSpec&, Map content, const Value& current);

}  // namespace syncline
