#pragma once
// What the wholesaler's sales people have in their CRM beside companies: the articles that they sell most, and their
// deals.

#include <string>
#include <vector>

#include "sandbox/vendor/vendor.h"

namespace syncline::sandbox {

/// A model of a vendor's system, and the people who work with it.
struct CrmSide {
  const CrmVendor& vendor;
  VendorModel& model;
};

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

/// Every third article of the ERP's catalogue, by its number, with a name of the CRM's own and last year's price. Ids.
std::vector<std::string> add_known_articles(const CrmSide&, Instant now);

/// A deal with each of the companies: the first four are won. Needs two articles.
PlantedDeals add_deals(const CrmSide&, const std::vector<std::string>& companies,
                       const std::vector<std::string>& articles, Instant now);

}  // namespace syncline::sandbox
