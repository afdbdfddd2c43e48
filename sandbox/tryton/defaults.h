#pragma once
// Defaults: what a new record holds before anything is said about it.

#include "sandbox/tryton/transaction.h"

namespace syncline::sandbox::tryton {

void set_defaults(const Transaction&, const Model&, Row&);

}  // namespace syncline::sandbox::tryton
