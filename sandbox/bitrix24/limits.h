#pragma once
// Limits: how many calls a leaky bucket takes, and how long each method may work within ten minutes.

#include <deque>
#include <map>
#include <optional>
#include <string>

#include "base/time.h"
#include "sandbox/bitrix24/refusal.h"

namespace syncline::sandbox::bitrix24 {

struct Allowance {
  std::int64_t bucket = 50, leak = 2;  ///< calls, and calls that leave it in a second
  Duration per_method = seconds(480);  ///< in ten minutes
  Duration each_takes = milliseconds(60);
};

struct Operating {
  Duration sum;
  Instant reset_at;
};

class Limits {
 public:
  explicit Limits(const Allowance& allowance) : allowance_(allowance) {}

  /// Of a request; something: it is refused.
  std::optional<Refusal> take_request(Instant now);
  /// Of a method, also in a batch.
  std::optional<Refusal> take_method(const std::string& method, Instant now);
  Operating operating(const std::string& method, Instant now);

 private:
  struct Basket {
    Instant begun;
    Duration used;
  };

  Allowance allowance_;
  std::int64_t level_ = 0;  ///< thousandths of a call
  Instant leaked_until_{};
  std::map<std::string, std::deque<Basket>> baskets_;
};

}  // namespace syncline::sandbox::bitrix24
