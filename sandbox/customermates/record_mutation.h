#pragma once
// POST /records/mutate: one change, with all that it touches: both ends of a link, the lines of a service whose price
// is another one, the deal of a line. Each that is touched has a new version and stamp. What touches more than `limit`
// is refused, and done later by the caller.

#include "sandbox/customermates/record_fields.h"
#include "sandbox/customermates/record_refusal.h"
#include "sandbox/http/vendor_model.h"

namespace syncline::sandbox::customermates {

struct RecordWork {
  Tables& tables;
  std::vector<VendorMutation>& ledger;
  const FieldFaults& faults;
  const Schema& schema;
  Instant now;
  std::size_t limit = 500;
};

/// The records that were touched, the changed one first. Where it is refused, nothing was done.
RecordAnswer<List> mutate(RecordWork&, const Value& mutation);
/// By people: they have a new version and stamp.
void touch(Tables&, const RecordType&, const std::string& id, Instant now);

}  // namespace syncline::sandbox::customermates
