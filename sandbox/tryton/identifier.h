#pragma once
// Identifiers of parties: which numbers Tryton takes. It checks what it knows a rule for and keeps all as typed.

#include <string>
#include <string_view>

namespace syncline::sandbox::tryton {

/// As the client shows the type: "European VAT Number".
std::string_view label_of_identifier(std::string_view type);

/// False: Tryton refuses it. Check digits are looked at for VAT ids of AT BE DE DK FR IT NL SE, CH and GB; an eu_vat of
/// another member state is only looked at for its length. Other types take any text.
bool is_valid_identifier(std::string_view type, std::string_view code);

}  // namespace syncline::sandbox::tryton
