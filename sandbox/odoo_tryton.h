#pragma once
// Odoo as CRM, Tryton as ERP.

#include "sandbox/vendor_pair.h"

namespace syncline::sandbox {

VendorPair odoo_tryton();

}  // namespace syncline::sandbox
