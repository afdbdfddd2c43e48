#pragma once
// What Tryton and its database refuse to store, in their words.

#include <set>
#include <string>

#include "sandbox/tryton/transaction.h"

namespace syncline::sandbox::tryton {

/// The database's own rules (not null, unique, foreign keys) for the fields named; all when empty.
Answer<void> check_integrity(const Tables&, const Model&, const Row&, const std::set<std::string>& fields);
/// The server's rules, looked at when everything is written: required, choices, characters, identifiers.
Answer<void> validate(const Tables&, const Model&, const Row&, const std::set<std::string>& fields);

}  // namespace syncline::sandbox::tryton
