#pragma once
// Edits: what is checked before a record is stored, and how it is stamped. Who belongs to whom does not stamp the
// other side, and a service's price not the deals that it is in.

#include "sandbox/customermates/refusal.h"
#include "sandbox/customermates/tables.h"
#include "sandbox/http/vendor_model.h"

namespace syncline::sandbox::customermates {

struct Work {
  Tables& tables;
  std::vector<VendorMutation>& ledger;
  const FieldFaults& faults;  ///< of the API's user
  Instant now;
  bool by_person = false;
};

/// The new record's id. `at`: where it stands in the request, "deals[3]."
Answer<std::string> create(Work&, const Kind&, const Map& given, const std::string& at = "");
Answer<void> update(Work&, const Kind&, const std::string& id, const Map& given, const std::string& at = "");
Answer<void> remove(Work&, const Kind&, const std::string& id);

}  // namespace syncline::sandbox::customermates
