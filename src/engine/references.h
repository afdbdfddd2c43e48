#pragma once
// References: a field that names another record is a link. Bindings show the vendor's id; decisions see the link's id;
// writes need the vendor's id in the target system again.

#include <map>
#include <optional>
#include <string>

#include "decide/decide.h"
#include "store/store.h"

namespace syncline {

/// Replaces native ids by link ids. A parent that has no link yet leaves its field absent and is returned by field.
std::map<std::string, RecordKey> resolve_references(Reader&, const Binding&, const std::string& system, Reading&);

/// A write that refers to a link without a member in the target's slot.
struct MissingParent {
  std::string field;
  LinkId link;
};
/// Replaces link ids by the native ids that `system` knows them by.
std::optional<MissingParent> resolve_targets(Reader&, const Binding&, const std::string& system,
                                             std::map<std::string, FieldValue>& values);
/// The first reference of these changes that `system` cannot express yet.
std::optional<MissingParent> missing_parent(Reader&, const Binding&, const std::string& system, const Changes&);

/// A link for people: its name, or what else the entity calls it, and a record of it.
std::string called(Reader&, LinkId);

}  // namespace syncline
