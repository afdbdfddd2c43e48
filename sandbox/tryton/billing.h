#pragma once
// Billing: invoices, credit notes, payments, reminders.

#include "sandbox/tryton/server_work.h"

namespace syncline::sandbox::tryton {

/// A draft invoice over all that is in none yet; nothing when there is nothing.
void charge(ServerWork&, Id sale);
/// Number, date, and what is to be paid when. Nothing for one that is posted already.
void post(ServerWork&, Id invoice);
/// Money that came in. With nothing left to pay, the invoice is paid.
void collect(ServerWork&, Id invoice, const Decimal& amount, const std::string& day);
/// A posted credit note over all of the invoice; `settle` sets it off against it. Its id.
Id credit(ServerWork&, Id invoice, bool settle);
/// Whatever is overdue on that day gets the next reminder that fits.
void remind(ServerWork&, const std::string& day);

}  // namespace syncline::sandbox::tryton
