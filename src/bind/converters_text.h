#pragma once
// Converters whose canonical value is a text in a form of its own.

#include "bind/converter.h"

namespace syncline {

// Each takes a text (numbers are written out) and gives its canonical form, or null when nothing is left.
Result<Value, Refusal> tidy_string(const Value&, const ConvertSettings&);    ///< untouched
Result<Value, Refusal> tidy_text(const Value&, const ConvertSettings&);      ///< lines end with LF
Result<Value, Refusal> tidy_email(const Value&, const ConvertSettings&);     ///< trimmed, domain in lower case
Result<Value, Refusal> tidy_phone(const Value&, const ConvertSettings&);     ///< +493012345 where it can be told
Result<Value, Refusal> tidy_url(const Value&, const ConvertSettings&);       ///< with a scheme; host in lower case
Result<Value, Refusal> tidy_country(const Value&, const ConvertSettings&);   ///< ISO 3166 alpha-2
Result<Value, Refusal> tidy_currency(const Value&, const ConvertSettings&);  ///< ISO 4217
Result<Value, Refusal> tidy_tax_id(const Value&, const ConvertSettings&);    ///< upper case; no spaces, dots, dashes
Result<Value, Refusal> tidy_language(const Value&, const ConvertSettings&);  ///< BCP 47: de, de-AT
Result<Value, Refusal> encode_locale(const Value&, const ConvertSettings&);  ///< de-AT → de_AT
Result<Value, Refusal> decode_html(const Value&, const ConvertSettings&);
Result<Value, Refusal> encode_html(const Value&, const ConvertSettings&);

}  // namespace syncline
