// Any text as an instant, a date, a duration, an HTTP date; any number as an instant: what is read is written in one
// form, which reads as the same.
#include "base/time.h"
#include "net/http_date.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

void require_texts_read_alike(const std::string& text) {
  for (const bool assume_utc : {false, true}) {
    if (const auto at = parse_instant(text, assume_utc)) require(parse_instant(to_iso(*at)) == at);
  }
  if (const auto strict = parse_instant(text)) require(parse_instant(text, true) == strict);
  if (const auto date = parse_date(text)) require(parse_date(to_iso(*date)) == date);
  if (const auto duration = parse_duration(text)) {
    require(duration->us >= 0);
    require(parse_duration(to_text(*duration)) == duration);
  }
  if (const auto at = parse_http_date(text)) require(parse_http_date(to_http_date(*at)) == at);
}

/// From the clock to the zone's and back: the same, or in the hour that comes twice its first time.
void require_local(Instant at, std::string_view zone) {
  const auto local = local_time(at, zone);
  require(local.has_value() == is_known_zone(zone));
  if (!local) return;
  require(local->weekday >= 1 && local->weekday <= 7 && local->hour < 24 && local->minute < 60 && local->second < 60);
  const auto back = instant_of(*local, zone);
  require(back.has_value());
  const Duration off = Instant{at.us - ((at.us % 1'000'000) + 1'000'000) % 1'000'000} - *back;
  require(off >= Duration{} && off <= hours(3));
  require(local_time(*back, zone) == local);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const Instant any{static_cast<std::int64_t>(input.number(8))};
  const std::string zone(input.line());
  require_texts_read_alike(std::string(input.rest()));

  (void)local_time(any, "Asia/Kolkata");
  const auto shown = parse_instant(to_iso(any));
  const auto first = parse_instant("0001-01-01T00:00:00Z"), last = parse_instant("9999-12-31T23:59:59.999999Z");
  require(shown == std::clamp(any, *first, *last));
  if (any < *first + days(2) || any > *last - days(2)) return 0;
  require(parse_http_date(to_http_date(any)).has_value());
  require_local(any, "Europe/Berlin");
  require_local(any, "America/New_York");
  if (zone.size() < 40) require_local(any, zone);
  return 0;
}
