#pragma once
// Limits: how many calls an app may make in ten seconds, searches in a second, calls in a day of the account's zone.

#include <deque>
#include <optional>
#include <string>

#include "base/time.h"
#include "net/http_message.h"

namespace syncline::sandbox::hubspot {

struct Allowance {
  std::int64_t in_ten_seconds = 100, searches_in_a_second = 4, in_a_day = 250'000;
  std::string zone = "Europe/Berlin";
};

class Limits {
 public:
  explicit Limits(Allowance allowance) : allowance_(std::move(allowance)) {}

  /// Counts a call; an answer: it is refused.
  std::optional<HttpResponse> refusal(bool is_search, Instant now);
  /// What answers say of what is left.
  void tell(HttpResponse&) const;

 private:
  Allowance allowance_;
  std::deque<Instant> calls_, searches_;
  std::string day_;
  std::int64_t today_ = 0;
};

}  // namespace syncline::sandbox::hubspot
