#pragma once
// Tax ids as companies write them, and the forms of VAT ids in Europe.

#include <string>
#include <string_view>

namespace syncline {

/// Upper case without spaces, dots and dashes: "de 136.695-976" → "DE136695976". Idempotent.
std::string compact_tax_id(std::string_view text);
/// The country of a VAT id as ISO 3166 writes it ("EL123456789" → "GR", "XI…" → "GB"), when the id, once compact, has
/// the form of that country's VAT ids; empty for everything else. Whether it was ever issued only the tax office knows.
std::string_view vat_country(std::string_view text);

}  // namespace syncline
