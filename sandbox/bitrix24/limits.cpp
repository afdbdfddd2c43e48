#include "sandbox/bitrix24/limits.h"

#include <algorithm>

namespace syncline::sandbox::bitrix24 {

std::optional<Refusal> Limits::take_request(Instant now) {
  const std::int64_t passed = leaked_until_.us == 0 ? 0 : (now - leaked_until_).us / 1000;
  level_ = std::max<std::int64_t>(0, level_ - passed * allowance_.leak);
  leaked_until_ = now;
  if (level_ + 1000 > allowance_.bucket * 1000) return Refusal{503, "QUERY_LIMIT_EXCEEDED", "Too many requests"};
  level_ += 1000;
  return std::nullopt;
}

Operating Limits::operating(const std::string& method, Instant now) {
  auto& all = baskets_[method];
  while (!all.empty() && all.front().begun + minutes(10) <= now) all.pop_front();
  Operating out{{}, (all.empty() ? now : all.front().begun) + minutes(10)};
  for (const Basket& each : all) out.sum = Duration{out.sum.us + each.used.us};
  return out;
}

std::optional<Refusal> Limits::take_method(const std::string& method, Instant now) {
  if (operating(method, now).sum > allowance_.per_method)
    return Refusal{429, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit."};
  auto& all = baskets_[method];
  if (all.empty() || now - all.back().begun >= minutes(1)) all.push_back({now, {}});
  all.back().used = Duration{all.back().used.us + allowance_.each_takes.us};
  return std::nullopt;
}

}  // namespace syncline::sandbox::bitrix24
