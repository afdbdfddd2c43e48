#pragma once
// Converters between moments, days and clocks on the wall. A zone is the one of the binding, or else the project's.

#include "bind/converter.h"

namespace syncline {

/// "2026-11-21 10:01:12" on the clocks of the zone ⇄ a moment. A text with an offset is the moment that it says. Lossy:
/// the hour that autumn repeats is always its first one.
Result<Value, Refusal> decode_local_time(const Value&, const ConvertSettings&);
Result<Value, Refusal> encode_local_time(const Value&, const ConvertSettings&);

/// A moment ⇄ the day that it is in the zone; a day is written as its first moment.
Result<Value, Refusal> decode_day_of_instant(const Value&, const ConvertSettings&);
Result<Value, Refusal> encode_day_of_instant(const Value&, const ConvertSettings&);

/// "2026-11-21T10:01:12" ⇄ the day that it names; a day is written with the time 00:00:00.
Result<Value, Refusal> decode_day_of_local_time(const Value&, const ConvertSettings&);
Result<Value, Refusal> encode_day_of_local_time(const Value&, const ConvertSettings&);

}  // namespace syncline
