#pragma once
// AccessGate: who is refused does not try again and again, since vendors lock users out for that. Pure: time is given.
// One caller at a time.

#include <cstdint>
#include <optional>

#include "base/error.h"

namespace syncline {

class AccessGate {
 public:
  /// So many refusals in a row close it: of calls, one alone may be about the record.
  explicit AccessGate(std::uint32_t refusals) : closes_at_(refusals) {}

  /// May it be tried? When the pause is over one may, and the others wait `patience` for what becomes of that.
  bool admits(Instant now, Duration patience);
  /// For how long it stays closed, and why.
  Error refusal(Instant now) const;

  void refused(const Error&, Instant now);
  void granted();

 private:
  std::uint32_t closes_at_;
  std::uint32_t refusals_ = 0;  ///< in a row
  Instant again_at_;
  Error why_;
};

}  // namespace syncline
