#pragma once
// What a Tryton that is to sell has from the start: currency, units, taxes, terms, a warehouse, levels of reminders.

#include "sandbox/tryton/transaction.h"

namespace syncline::sandbox::tryton {

/// With the ids that a real installation gives to units and places.
void install_trade(Tables&, Transaction&);

}  // namespace syncline::sandbox::tryton
