#pragma once
// Queries: search and read of one model, as the methods of the API answer them.

#include <map>
#include <string>
#include <vector>

#include "sandbox/tryton/transaction.h"

namespace syncline::sandbox::tryton {

/// `order` as given by the API ([["name", "ASC"]]); null: the model's own.
Answer<Rows> search(const Transaction&, const Model&, const Value& domain, const Value& order);

/// One map per id, with `id`. A dotted name ("addresses.city") is answered under "addresses.".
Answer<List> read(const Transaction&, const Model&, const std::vector<Id>& ids, const std::vector<std::string>& fields);

/// The targets of one2many `field`, per id, in the target's order; hidden ones are left out.
Answer<std::map<Id, List>> children_of(const Transaction&, const Field&, const std::vector<Id>& ids);

}  // namespace syncline::sandbox::tryton
