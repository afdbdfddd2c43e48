#pragma once
// VAT ids with right check digits: both systems refuse others.

#include <string>
#include <string_view>

#include "runtime/random.h"

namespace syncline::sandbox {

/// Of DE, AT, FR or NL, written without spaces.
std::string invent_tax_id(Prng& chance, std::string_view country);

}  // namespace syncline::sandbox
