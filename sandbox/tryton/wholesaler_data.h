#pragma once
// Fills a model of Tryton with the ERP side of a mid-sized wholesaler, as its people would have typed it in.

#include <string>

#include "sandbox/companies.h"
#include "sandbox/http/vendor_model.h"

namespace syncline::sandbox::tryton {

/// A customer with address, phone, e-mail, website, VAT id, credit limit and payment term; gives its id. A VAT id that
/// Tryton refuses is kept as an identifier without a type, as people do who only have what the customer wrote.
std::string add_company(VendorModel&, const Company&, Instant);

/// A party related to the company as its contact person; gives its id. Empty e-mail or phone: none.
std::string add_person(VendorModel&, const std::string& company_id, const std::string& name, const std::string& email,
                       const std::string& phone, Instant);

}  // namespace syncline::sandbox::tryton
