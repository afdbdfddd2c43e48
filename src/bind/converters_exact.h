#pragma once
// Converters of typed values: truth, numbers, days, moments, and references to other records.

#include "bind/converter.h"

namespace syncline {

// Each takes its own type or a text of it, and refuses everything else.
Result<Value, Refusal> tidy_boolean(const Value&, const ConvertSettings&);  ///< also 1 and 0
Result<Value, Refusal> tidy_integer(const Value&, const ConvertSettings&);
Result<Value, Refusal> tidy_decimal(const Value&, const ConvertSettings&);
Result<Value, Refusal> decode_comma(const Value&, const ConvertSettings&);      ///< "1.299,50", also a number
Result<Value, Refusal> encode_comma(const Value&, const ConvertSettings&);      ///< "1299,50"
Result<Value, Refusal> decode_fraction(const Value&, const ConvertSettings&);   ///< 0.05 → 5
Result<Value, Refusal> encode_fraction(const Value&, const ConvertSettings&);   ///< 5 → 0.05
Result<Value, Refusal> tidy_date(const Value&, const ConvertSettings&);         ///< "2026-11-21"
Result<Value, Refusal> tidy_instant(const Value&, const ConvertSettings&);      ///< "2026-11-21T09:01:12Z"
Result<Value, Refusal> decode_reference(const Value&, const ConvertSettings&);  ///< the native id as a text
/// Takes a text only: an integer would be a link that nobody has turned into a native id.
Result<Value, Refusal> tidy_reference(const Value&, const ConvertSettings&);

}  // namespace syncline
