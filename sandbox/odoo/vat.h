#pragma once
// VAT numbers: tidied as the server does, and refused where a check digit is wrong.

#include <string>
#include <string_view>

#include "sandbox/odoo/refusal.h"

namespace syncline::sandbox::odoo {

/// `country` is the code of the partner's country. Without one, or for a country whose numbers are not modelled, the
/// number stays as it is.
Outcome<std::string> checked_vat(std::string_view vat, std::string_view country, std::string_view partner);

}  // namespace syncline::sandbox::odoo
