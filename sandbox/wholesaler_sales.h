#pragma once
// What the wholesaler's sales people have in their CRM beside companies: stages for what the ERP tells, the articles
// that they sell most, and their deals.

#include <string>
#include <vector>

#include "sandbox/odoo/odoo_model.h"

namespace syncline::sandbox {

/// As the ERP's catalogue has it.
struct PlantedArticle {
  std::string sku, name;
  bool stocked = false;
};
std::vector<PlantedArticle> planted_articles();

/// Ids of deals, each with a quotation. Those that are won nobody has entered in the ERP yet.
struct PlantedDeals {
  std::vector<std::string> won, open;
};

/// The stages "In delivery", "Ready to close", "Closed" (all of them won) and "Cancelled".
void add_delivery_stages(OdooModel& crm, Instant now);

/// Every third article of the ERP's catalogue, by its number, with a name of the CRM's own and last year's price. Ids.
std::vector<std::string> add_known_articles(OdooModel& crm, Instant now);

/// A deal with each of the companies: the first four are won. Needs two articles.
PlantedDeals add_deals(OdooModel& crm, const std::vector<std::string>& companies,
                       const std::vector<std::string>& articles, Instant now);

}  // namespace syncline::sandbox
