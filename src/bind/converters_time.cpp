#include "bind/converters_time.h"

#include "base/text.h"

namespace syncline {
namespace {

using Converted = Result<Value, Refusal>;

constexpr std::string_view utc = "UTC";

Failure<Refusal> is_no(const char* code, const char* wanted) {
  return fail(Refusal{code, std::string("is no ") + wanted,
                      "correct it at the source, or bind the field with the converter that fits (as: …)"});
}

std::string_view text_in(const Value& value) { return value.is_string() ? trim(value.as_string()) : ""; }

bool is_blank(const Value& value) { return value.is_string() && text_in(value).empty(); }

/// The same figures on the clocks of another zone; parts of a second are kept.
std::optional<Instant> moved(Instant from, std::string_view from_zone, std::string_view to_zone) {
  const auto figures = local_time(from, from_zone);
  const auto to = figures ? instant_of(*figures, to_zone) : std::nullopt;
  if (!to) return std::nullopt;
  const std::int64_t second = 1'000'000;
  return *to + microseconds(((from.us % second) + second) % second);
}

}  // namespace

Converted decode_local_time(const Value& value, const ConvertSettings& settings) {
  if (is_blank(value)) return Value();
  if (const auto instant = parse_instant(text_in(value))) return Value(to_iso(*instant));
  const auto figures = parse_instant(text_in(value), true);
  const auto instant = figures ? moved(*figures, utc, settings.zone) : std::nullopt;
  if (!instant) return is_no("bind.local_time", "date and time like 2026-11-21 10:01:12");
  return Value(to_iso(*instant));
}

Converted encode_local_time(const Value& value, const ConvertSettings& settings) {
  const auto instant = parse_instant(value.string_or(""));
  const auto figures = instant ? moved(*instant, settings.zone, utc) : std::nullopt;
  if (!figures) return is_no("bind.local_time", "moment that the clocks of the zone show");
  std::string text = to_iso(*figures);
  text.pop_back();
  return Value(std::move(text));
}

Converted decode_day_of_instant(const Value& value, const ConvertSettings& settings) {
  if (is_blank(value)) return Value();
  const auto instant = parse_instant(text_in(value));
  const auto local = instant ? local_time(*instant, settings.zone) : std::nullopt;
  if (!local) return is_no("bind.instant", "moment with its offset like 2026-11-21T09:01:12Z");
  return Value(to_iso(local->date));
}

Converted encode_day_of_instant(const Value& value, const ConvertSettings& settings) {
  const auto date = parse_date(value.string_or(""));
  const auto midnight = date ? instant_of({*date}, settings.zone) : std::nullopt;
  if (!midnight) return is_no("bind.date", "day like 2026-11-21");
  return Value(to_iso(*midnight));
}

Converted decode_day_of_local_time(const Value& value, const ConvertSettings&) {
  if (is_blank(value)) return Value();
  const std::string_view text = text_in(value);
  const auto date = parse_date(text.substr(0, 10));
  if (!date || (text.size() > 10 && !parse_instant(text, true)))
    return is_no("bind.local_time", "date and time like 2026-11-21 10:01:12");
  return Value(to_iso(*date));
}

Converted encode_day_of_local_time(const Value& value, const ConvertSettings&) {
  return Value(value.string_or("") + "T00:00:00");
}

}  // namespace syncline
