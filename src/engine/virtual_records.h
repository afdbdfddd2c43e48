#pragma once
// Virtual records: the readings of derived and reflected members, computed from links instead of read from a system.

#include <map>
#include <string>

#include "engine/setup.h"
#include "store/store.h"

namespace syncline {

bool is_virtual(const RecordKey&);
/// No system ever had a record of it.
bool was_only_asked_for(const Link&);
/// The link that a virtual record is computed from.
LinkId link_in(const RecordKey&);
/// The record that the link `source` gives rise to in `target`.
RecordKey derived_key(const std::string& target, const std::string& source);
/// What the links around `link` of `entity` amount to.
RecordKey reflected_key(const std::string& entity, const std::string& link);

struct Computed {
  NativeRecord record;       ///< gone: the source ceased to meet its condition before a record of it was made
  LinkId home;               ///< the link that it belongs to, where that is known; none: matched, or a new one
  std::string not_now = {};  ///< why there is no such record; `record` is meaningless then
  /// Fields left out, since the source now names a record that is not linked: that record.
  std::map<std::string, RecordKey> unlinked = {};
};
/// Errors (validation): an expression that cannot be evaluated, a value that a table does not know.
Result<Computed, Error> compute(Reader&, const EngineSetup&, const RecordKey&);

}  // namespace syncline
