#pragma once
// Virtual records: the readings of derived and reflected members, computed from links instead of read from a system.

#include <string>

#include "engine/setup.h"
#include "store/store.h"

namespace syncline {

bool is_virtual(const RecordKey&);
/// The link that a virtual record is computed from.
LinkId link_in(const RecordKey&);
/// The record that the link `source` gives rise to in `target`.
RecordKey derived_key(const std::string& target, const std::string& source);
/// What the links around `link` of `entity` amount to.
RecordKey reflected_key(const std::string& entity, const std::string& link);

struct Computed {
  NativeRecord record;
  LinkId home;               ///< the link that it belongs to, where that is known; none: matched, or a new one
  std::string not_now = {};  ///< why there is no such record; `record` is meaningless then
};
/// Errors (validation): an expression that cannot be evaluated, a value that a table does not know.
Result<Computed, Error> compute(Reader&, const EngineSetup&, const RecordKey&);

}  // namespace syncline
