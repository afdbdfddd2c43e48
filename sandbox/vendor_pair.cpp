#include "sandbox/vendor_pair.h"

#include <algorithm>

#include "sandbox/odoo_tryton.h"
#include "sandbox/salesforce_business_central.h"

namespace syncline::sandbox {

const std::vector<VendorPair>& vendor_pairs() {
  static const std::vector<VendorPair> all{salesforce_business_central(), odoo_tryton()};
  return all;
}

const VendorPair& pair_named(const std::string& name) {
  return *std::ranges::find(vendor_pairs(), name, &VendorPair::name);
}

std::vector<std::string> pair_names() {
  std::vector<std::string> names;
  for (const VendorPair& each : vendor_pairs()) names.push_back(each.name);
  return names;
}

}  // namespace syncline::sandbox
