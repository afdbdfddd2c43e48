#pragma once
// A sale's way from draft to done: the buttons, and what its shipments and invoices make of it.

#include "sandbox/tryton/server_work.h"

namespace syncline::sandbox::tryton {

/// `button`: quote, confirm, draft or cancel. A sale in a state that the button is not for stays as it is.
Answer<void> press_sale_button(Transaction&, const std::string& button, const std::vector<Id>& sales);

/// Sales are cancelled before they are deleted; one that is processed can't be.
Answer<void> cancel_before_removal(Transaction&, const std::vector<Id>& sales);

/// After a shipment or an invoice of it changed: its states are written when they are others now, and nothing else.
void follow_up(ServerWork&, Id sale);

}  // namespace syncline::sandbox::tryton
