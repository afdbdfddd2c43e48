#pragma once
// Fills a model of a Salesforce org with what a wholesaler's sales people have there, as they would have typed it in.

#include <string>
#include <utility>
#include <vector>

#include "sandbox/companies.h"
#include "sandbox/http/vendor_model.h"
#include "sandbox/people.h"

namespace syncline::sandbox::salesforce {

/// The account's id.
std::string add_company(VendorModel&, const Company&, Instant);
/// A contact of the account; its id.
std::string add_person(VendorModel&, const std::string& account, const Person&, Instant);

struct Article {
  std::string sku, name, unit, price;  ///< in the standard price book
};
/// Its entry in the price book; "" when there is none.
std::string price_of(const VendorModel&, const std::string& product);
/// The product's id.
std::string add_product(VendorModel&, const Article&, Instant);

struct Deal {
  std::string name, stage, close_date;
  std::vector<std::pair<std::string, std::string>> lines;  ///< (product's id, quantity)
};
/// An opportunity with the account, at standard prices; its id.
std::string add_deal(VendorModel&, const std::string& account, const Deal&, Instant);

}  // namespace syncline::sandbox::salesforce
