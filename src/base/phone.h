#pragma once
// Phone numbers without a numbering plan: what can be told from the digits alone.

#include <string>
#include <string_view>

namespace syncline {

/// "+49 (0)30 123-45", "0049 30 12345" and "030 / 12345" (in DE) → "+493012345". What cannot be told — extensions,
/// letters, too few or too many digits, no country — stays as it is, trimmed. Idempotent.
std::string tidy_phone_number(std::string_view text, std::string_view country);
/// Whether national numbers of the country can be completed.
bool knows_calling_code(std::string_view country);

}  // namespace syncline
