#pragma once
// The CRM of a mid-sized wholesaler: companies and the people that one talks to there, entered by people.

#include <string>

#include "sandbox/companies.h"
#include "sandbox/http/vendor_model.h"

namespace syncline::sandbox {

struct OdooPerson {
  std::string name, email, phone, function;
};

/// The partner's id.
std::string add_company(VendorModel& odoo, const Company&, Instant now);
std::string add_person(VendorModel& odoo, const std::string& company_id, const OdooPerson&, Instant now);

}  // namespace syncline::sandbox
