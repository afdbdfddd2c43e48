#include "sandbox/hubspot/limits.h"

#include <algorithm>

#include "base/json.h"

namespace syncline::sandbox::hubspot {
namespace {

void forget(std::deque<Instant>& calls, Instant before) {
  while (!calls.empty() && calls.front() <= before) calls.pop_front();
}

std::size_t count(std::int64_t most) { return static_cast<std::size_t>(std::max<std::int64_t>(0, most)); }

HttpResponse too_many(const char* policy, const std::string& limit) {
  const Map body{{"status", "error"},
                 {"message", "You have reached your " + limit + " limit."},
                 {"errorType", "RATE_LIMIT"},
                 {"correlationId", "c033cdaa-2c40-4a64-ae48-b4cec88dad24"},
                 {"policyName", policy}};
  return {429, {{"Content-Type", "application/json;charset=utf-8"}}, write_json(body)};
}

}  // namespace

std::optional<HttpResponse> Limits::refusal(bool is_search, Instant now) {
  const auto local = local_time(now, allowance_.zone);
  const std::string day = local ? to_iso(local->date) : "";
  if (day != day_) {
    day_ = day;
    today_ = 0;
  }
  forget(calls_, now - seconds(10));
  forget(searches_, now - seconds(1));
  if (today_ >= allowance_.in_a_day) return too_many("DAILY", "daily");
  if (calls_.size() >= count(allowance_.in_ten_seconds))
    return too_many("TEN_SECONDLY_ROLLING", "ten_secondly_rolling");
  if (is_search && searches_.size() >= count(allowance_.searches_in_a_second)) return too_many("SECONDLY", "secondly");
  ++today_;
  calls_.push_back(now);
  if (is_search) searches_.push_back(now);
  return std::nullopt;
}

void Limits::tell(HttpResponse& response) const {
  const auto left = [](std::int64_t most, std::int64_t used) {
    return std::to_string(std::max<std::int64_t>(0, most - used));
  };
  response.headers.emplace_back("X-HubSpot-RateLimit-Daily", std::to_string(allowance_.in_a_day));
  response.headers.emplace_back("X-HubSpot-RateLimit-Daily-Remaining", left(allowance_.in_a_day, today_));
  response.headers.emplace_back("X-HubSpot-RateLimit-Interval-Milliseconds", "10000");
  response.headers.emplace_back("X-HubSpot-RateLimit-Max", std::to_string(allowance_.in_ten_seconds));
  response.headers.emplace_back("X-HubSpot-RateLimit-Remaining",
                                left(allowance_.in_ten_seconds, static_cast<std::int64_t>(calls_.size())));
}

}  // namespace syncline::sandbox::hubspot
