#pragma once
// Queries: which records match, and how they are shown.

#include <string>
#include <vector>

#include "sandbox/salesforce/edit.h"
#include "sandbox/salesforce/soql.h"

namespace syncline::sandbox::salesforce {

/// What a query looks at: the org as one user sees it at one moment.
struct View {
  const Tables& tables;
  const FieldFaults& faults;
  Instant now;
  bool deleted = false;  ///< deleted records as well (queryAll)
  std::string root;      ///< "/services/data/v66.0", for the addresses of records
};

/// Ids of what matches, in order. Errors: INVALID_TYPE, INVALID_FIELD.
Answer<std::vector<std::string>> matching(const View&, const Query&);
/// One of them, as it is now; null: it is no longer seen.
Value shown_record(const View&, const Query&, const std::string& id);
/// {"type", "url"}
Map attributes_of(const View&, const ObjectType&, const std::string& id);

}  // namespace syncline::sandbox::salesforce
