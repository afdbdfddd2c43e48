#pragma once
// Environment: what one call works with: the tables, whose call it is, its time, and what the context says.

#include <string_view>
#include <vector>

#include "base/time.h"
#include "sandbox/http/vendor_model.h"
#include "sandbox/odoo/refusal.h"
#include "sandbox/odoo/schema.h"
#include "sandbox/odoo/tables.h"

namespace syncline::sandbox::odoo {

struct Environment {
  Tables& tables;
  const FieldFaults& faults;
  std::vector<VendorMutation>& ledger;
  Instant now;  ///< the start of the transaction: every stamp in it
  std::int64_t user = 0;
  bool by_person = false;  ///< in the vendor's screens: no field is forbidden
  bool checks_vat = true;
  bool active_test = true;  ///< searches leave archived records out
};

/// An unknown field, or one that this user may not see.
Outcome<const Field*> readable_field(const Environment&, const Model&, std::string_view name);

}  // namespace syncline::sandbox::odoo
