#pragma once
// CallLog: what a vendor saw of our calls: when each began, and whether it was allowed to.

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"

namespace syncline::sim {

class CallLog {
 public:
  /// Number of a process that begins to call. What one was told, the next does not know.
  std::uint64_t caller() { return ++callers_; }
  /// `per_minute`: that the vendor allows, as many of them at once; 0: any number.
  void begins(std::uint64_t caller, Instant now, std::int64_t per_minute);
  /// The caller was told at `now` not to come before then.
  void told(std::uint64_t caller, Instant now, Instant not_before);
  /// For how long a call may have waited between those moments because the vendor wanted to be left alone, be it that
  /// it did not say how long.
  Duration pause_between(Instant from, Instant to) const;

  const std::vector<std::string>& breaches() const { return breaches_; }
  std::uint64_t waits() const { return waits_; }

 private:
  struct Seen {
    Instant not_before;
    std::deque<Instant> lately;
  };

  std::uint64_t callers_ = 0, waits_ = 0;
  std::map<std::uint64_t, Seen> seen_;
  std::vector<std::string> breaches_;
  std::vector<Instant> told_;
};

}  // namespace syncline::sim
