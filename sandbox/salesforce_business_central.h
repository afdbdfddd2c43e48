#pragma once
// Salesforce as CRM, Business Central as ERP.

#include "sandbox/vendor_pair.h"

namespace syncline::sandbox {

VendorPair salesforce_business_central();

}  // namespace syncline::sandbox
