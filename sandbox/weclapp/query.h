#pragma once
// Query: what GET of a resource answers: filters, order, page, and which properties. A filter that weclapp does not
// know is ignored without a word; an order or a property that it does not know is an error.

#include <set>

#include "base/result.h"
#include "sandbox/weclapp/refusal.h"
#include "sandbox/weclapp/tables.h"

namespace syncline::sandbox::weclapp {

using Parameters = std::vector<std::pair<std::string, std::string>>;

/// The records as answers show them; `hidden`: properties that this user may not see.
Result<List, Refusal> query(const Tables&, const Entity&, const Parameters&, const std::set<std::string>& hidden);
Result<std::int64_t, Refusal> count(const Tables&, const Entity&, const Parameters&);
/// One record, whole.
Map shown(const Tables&, const Entity&, const Map& row, bool nulls, const std::set<std::string>& hidden);

}  // namespace syncline::sandbox::weclapp
