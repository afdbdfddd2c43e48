#pragma once
// What a client or a person gives for a record's fields, checked and turned into what is stored.

#include "sandbox/odoo/environment.h"

namespace syncline::sandbox::odoo {

struct GivenValues {
  Map stored;    ///< by field; only what may be written
  Map children;  ///< one2many commands by field
};

/// Unknown, forbidden and unusable values are refused; read-only ones are left out, as the server does.
Outcome<GivenValues> given_values(const Environment&, const Model&, const Map& given, bool creates);

}  // namespace syncline::sandbox::odoo
