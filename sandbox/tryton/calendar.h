#pragma once
// Days as Tryton keeps them: texts, "2026-11-21".

#include <cstdint>
#include <string>

#include "base/time.h"

namespace syncline::sandbox::tryton {

/// Where the company is.
inline constexpr const char* company_zone = "Europe/Berlin";

inline std::string day_of(Instant at) { return to_iso(local_time(at, company_zone)->date); }

inline std::string days_after(const std::string& day, std::int64_t count) {
  const std::optional<Date> date = parse_date(day);
  const std::optional<Instant> noon = date ? instant_of({*date, 12, 0, 0, 0}, "UTC") : std::nullopt;
  return noon ? to_iso(local_time(*noon + days(count), "UTC")->date) : day;
}

}  // namespace syncline::sandbox::tryton
