#pragma once
// Optimistic locking: `_timestamp` in the context of a write or delete names the versions that the caller has seen.

#include <vector>

#include "sandbox/tryton/transaction.h"

namespace syncline::sandbox::tryton {

/// Each expectation is looked at once and only for the records that are written; null expects nothing.
Answer<void> check_versions(Transaction&, const Model&, const std::vector<Id>& ids);

}  // namespace syncline::sandbox::tryton
