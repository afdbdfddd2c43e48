#pragma once
// The vendors of the matrix, and what the systems of each do not have.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sandbox/vendor/vendor.h"

namespace syncline::matrix {

/// What a point shows where both systems have it.
enum class Part : std::uint8_t {
  prompt_edits,     ///< an edit shows within a poll
  prices,           ///< an article's list price
  confirmation,     ///< an order that is made counts at once
  shipped_amount,   ///< of an order
  invoice_records,  ///< invoices in the CRM
  part_payments,    ///< what was paid of an invoice before all of it was
};

using Lacks = std::map<Part, std::string>;  ///< and why

struct CrmSide {
  std::shared_ptr<const sandbox::CrmVendor> vendor;
  std::string title;
  Lacks lacks = {};
};
struct ErpSide {
  std::shared_ptr<const sandbox::ErpVendor> vendor;
  std::string title;
  Lacks lacks = {};
};

const std::vector<CrmSide>& crms();
const std::vector<ErpSide>& erps();
const char* name_of(Part);

}  // namespace syncline::matrix
