#pragma once
// Edits: what is checked before a record is stored, what follows from it, and how it is stamped.

#include <string>
#include <vector>

#include "sandbox/http/vendor_model.h"
#include "sandbox/salesforce/refusal.h"
#include "sandbox/salesforce/tables.h"

namespace syncline::sandbox::salesforce {

/// Who works when, on what.
struct Work {
  Tables& tables;
  std::vector<VendorMutation>& ledger;
  const FieldFaults& faults;  ///< of the integration user
  Instant now;
  bool by_person = false;
  bool shown_late = false;  ///< queries see it a few seconds after its stamp
};

constexpr std::string_view integration_user = "sync@example.com";

/// The record's id.
Answer<std::string> create(Work&, const ObjectType&, const Map& given);
Answer<void> update(Work&, const ObjectType&, const RowPtr&, const Map& given);
/// Into the recycle bin, with what belongs to it. `master`: of a merge, the record that it became part of.
void remove(Work&, const ObjectType&, const RowPtr&, const std::string& master = {});
void restore(Work&, const ObjectType&, const RowPtr&);

/// The field, when this user may see it; else the refusal that says that there is none.
Answer<const Field*> readable(const ObjectType&, std::string_view name, const FieldFaults&);
std::string no_such_column(const ObjectType&, std::string_view name);

}  // namespace syncline::sandbox::salesforce
