#pragma once
// The CRM of a mid-sized wholesaler: companies and the people that one talks to there, entered by people.

#include <string>
#include <utility>
#include <vector>

#include "sandbox/companies.h"
#include "sandbox/http/vendor_model.h"

namespace syncline::sandbox {

struct OdooPerson {
  std::string name, email, phone, function;
};

/// The partner's id.
std::string add_company(VendorModel& odoo, const Company&, Instant now);
std::string add_person(VendorModel& odoo, const std::string& company_id, const OdooPerson&, Instant now);

struct OdooProduct {
  std::string sku, name, unit, price;  ///< unit: by its name (Units, kg, Hours); price without tax
};
/// The product's id.
std::string add_product(VendorModel& odoo, const OdooProduct&, Instant now);

struct OdooDeal {
  std::string name, stage;  ///< stage: by its name
  std::vector<std::pair<std::string, std::string>>
      lines;  ///< (product's id, quantity) of its quotation; none: no quotation
};
/// A deal with a company, worth the sum of its lines. Its id.
std::string add_deal(VendorModel& odoo, const std::string& company_id, const OdooDeal&, Instant now);

}  // namespace syncline::sandbox
