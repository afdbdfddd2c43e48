#pragma once
// Search: POST …/{type}/search. An index that lags behind, with the limits that it has.

#include "sandbox/hubspot/refusal.h"
#include "sandbox/hubspot/tables.h"

namespace syncline::sandbox::hubspot {

struct SearchResult {
  std::vector<RowPtr> rows;  ///< of this page
  std::size_t total = 0;
  std::string next;  ///< empty: the end
};

Answer<SearchResult> search(const Tables&, const ObjectType&, const Value& body, std::size_t body_size, Instant now);

}  // namespace syncline::sandbox::hubspot
