#pragma once
// An edit in the client: one transaction of a person, done or undone as a whole.

#include <charconv>
#include <string>

#include "sandbox/tryton/transaction.h"

namespace syncline::sandbox::tryton {

inline constexpr Id person = 3;

inline Id number_of(const std::string& id) {
  Id n = 0;
  std::from_chars(id.data(), id.data() + id.size(), n);
  return n;
}

/// `edit` gets the transaction and says whether it worked.
template <class Edit>
bool all_or_nothing(Tables& tables, std::vector<VendorMutation>& ledger, Instant now, const Edit& edit) {
  const std::size_t lines = ledger.size();
  tables.begin();
  Transaction transaction{tables, ledger, now};
  transaction.user = person;
  transaction.by_person = true;
  if (edit(transaction)) return true;
  tables.roll_back();
  ledger.resize(lines);
  return false;
}

}  // namespace syncline::sandbox::tryton
