#pragma once
// What the server itself carries from a contact to its company and back: addresses, VAT ids, payment terms.

#include "sandbox/odoo/environment.h"

namespace syncline::sandbox::odoo {

/// Stores fields of one row and stamps it: write_date is the start of the transaction. Faults apply.
void store_fields(Environment&, const Model&, std::int64_t id, const Map& fields);

/// After `written` was stored in a partner that was `before`. Moves the stamps of all that it touches.
void carry_over(Environment&, std::int64_t id, const Map& written, const Map& before);

}  // namespace syncline::sandbox::odoo
