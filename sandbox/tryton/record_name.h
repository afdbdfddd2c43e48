#pragma once
// What Tryton computes instead of storing it: names of records, balances.

#include <string>

#include "sandbox/tryton/tables.h"

namespace syncline::sandbox::tryton {

/// As the client shows the record: the field `rec_name`.
std::string record_name(const Tables&, const Model&, const Row&);
/// Precondition: the field is computed. Balances are 0: the sandbox keeps no books.
Value computed_value(const Tables&, const Model&, const Row&, const Field&);

}  // namespace syncline::sandbox::tryton
