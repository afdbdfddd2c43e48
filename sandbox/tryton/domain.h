#pragma once
// Domains: Tryton's search conditions, [["name", "=", "x"], ["OR", …]], read as the server reads them.

#include <string>
#include <vector>

#include "sandbox/tryton/transaction.h"

namespace syncline::sandbox::tryton {

/// A clause (`field` is set), or parts of which all or any must hold.
struct Domain {
  std::string field, comparison;
  Value value;
  bool any = false;
  std::vector<Domain> parts;
};

/// Nested lists of the same kind become one, as the server does before it looks for a clause on `active`.
Answer<Domain> read_domain(const Value&);
/// Adds active = true to every list without a clause on `active`, lists inside others included: one that stands outside
/// of an OR list does not uncover what is not active for the clauses in it.
Domain with_active_test(Domain);

/// The records of `model` that fulfil the domain, by id. What is not active is hidden as the transaction says.
Answer<Rows> matching(const Transaction&, const Model&, const Value& domain);

}  // namespace syncline::sandbox::tryton
