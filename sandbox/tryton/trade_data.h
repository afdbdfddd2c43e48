#pragma once
// Fills a model of Tryton with what a wholesaler sells and has sold.

#include <string>
#include <vector>

#include "sandbox/http/vendor_model.h"

namespace syncline::sandbox {
class TrytonModel;
}

namespace syncline::sandbox::tryton {

struct Article {
  const char *sku, *name, *unit, *kind, *category;
  const char* price;  ///< in EUR, without tax
  int stock = 0;
};
/// The wholesaler's catalogue: some forty articles.
const std::vector<Article>& catalogue();

/// The catalogue and what lies in the warehouse.
void add_catalogue(TrytonModel&, Instant at);

/// A sale of (sku, quantity) at list prices to the customer, still a draft; gives its id.
std::string add_sale(TrytonModel&, const std::string& customer,
                     const std::vector<std::pair<std::string, Decimal>>& lines, const std::string& reference,
                     Instant at);

/// Past business with these customers: sales shipped and paid, shipped in part, open, overdue and reminded, credited.
void add_past_sales(TrytonModel&, const std::vector<std::string>& customers, Instant begin, Instant now);

}  // namespace syncline::sandbox::tryton
