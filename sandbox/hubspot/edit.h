#pragma once
// Edits: what is checked before a record is stored, what follows from it, and how it is stamped.

#include "sandbox/http/vendor_model.h"
#include "sandbox/hubspot/refusal.h"
#include "sandbox/hubspot/tables.h"

namespace syncline::sandbox::hubspot {

/// Who works when, on what.
struct Work {
  Tables& tables;
  std::vector<VendorMutation>& ledger;
  const FieldFaults& faults;  ///< of the app
  Instant now;
  Duration index_lag;  ///< the search shows it later, by at most that
  bool by_person = false;
};

Answer<Id> create(Work&, const ObjectType&, const Map& given);
Answer<void> update(Work&, const ObjectType&, const RowPtr&, const Map& given);
/// Into the recycle bin.
void archive(Work&, const ObjectType&, const RowPtr&);
void restore(Work&, const ObjectType&, const RowPtr&);
/// The loser's records become the winner's; its id leads there, unless `redirect` is off.
void merge(Work&, const ObjectType&, const RowPtr& loser, const RowPtr& winner, bool redirect);
void link(Work&, const LinkType&, Id from, Id to, bool primary);
void unlink(Work&, const LinkType&, Id from, Id to);

}  // namespace syncline::sandbox::hubspot
