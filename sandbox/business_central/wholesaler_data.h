#pragma once
// Fills a model of Business Central with the ERP side of a mid-sized wholesaler, as its people would have typed it in.

#include <string>
#include <utility>
#include <vector>

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
/// A draft over (item number, quantity) at list prices; gives its id.
std::string add_order(BusinessCentralModel&, const std::string& customer_id,
                      const std::vector<std::pair<std::string, Decimal>>& lines, Instant);
/// All of the invoice, posted; gives its id.
std::string add_credit_memo(BusinessCentralModel&, const std::string& invoice_id, Instant);
/// Past business with these customers: orders that wait, shipped in part and open, invoices that are paid, paid in
/// part, open, credited. What was invoiced whole is no order any more.
void add_past_sales(BusinessCentralModel&, const std::vector<std::string>& customers, Instant begin, Instant now);

}  // namespace syncline::sandbox::business_central
