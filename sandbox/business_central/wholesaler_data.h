#pragma once
// Fills a model of Business Central with the ERP side of a mid-sized wholesaler, as its people would have typed it in.

#include <string>

#include "sandbox/business_central/business_central_model.h"
#include "sandbox/companies.h"
#include "sandbox/people.h"

namespace syncline::sandbox::business_central {

/// A customer with address, VAT number, payment term and credit limit; gives its id. What is too long is cut, as the
/// page's fields do.
std::string add_company(BusinessCentralModel&, const Company&, Instant);
/// A contact of type Person at the company that the customer is; gives its id.
std::string add_person(BusinessCentralModel&, const std::string& customer_id, const Person&, Instant);
/// The wholesaler's articles, and what lies in the warehouse.
void add_catalogue(BusinessCentralModel&, Instant);

}  // namespace syncline::sandbox::business_central
