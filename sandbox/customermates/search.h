#pragma once
// POST /<kind>/search: filters, one order, pages. Filters and orders that it does not know it ignores; without an
// order, and where the order leaves two records equal, they come in any.

#include "sandbox/customermates/refusal.h"
#include "sandbox/customermates/tables.h"

namespace syncline::sandbox::customermates {

struct Found {
  std::vector<const Row*> rows;  ///< of the page
  Map pagination;
};

Answer<Found> search(const Tables&, const Kind&, const Value& query);

/// As the order by name sees it.
std::string title_of(const Row&);

}  // namespace syncline::sandbox::customermates
