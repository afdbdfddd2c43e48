#include "connect/access_gate.h"

#include <algorithm>

namespace syncline {
namespace {

constexpr Duration first_pause = minutes(1), longest_pause = hours(1);

/// 1, 4, 16, 60 min: five attempts within an hour and a half stay below what vendors lock out for.
Duration pause_after(std::uint32_t refusals) {
  Duration pause = first_pause;
  for (std::uint32_t n = 1; n < refusals && pause < longest_pause; ++n) pause = pause * 4;
  return std::min(pause, longest_pause);
}

}  // namespace

bool AccessGate::admits(Instant now, Duration patience) {
  if (refusals_ < closes_at_) return true;
  if (now < again_at_) return false;
  again_at_ = now + patience;
  return true;
}

Error AccessGate::refusal(Instant now) const {
  Error out = why_;
  out.cls = ErrorClass::auth;
  out.retry_after = std::max(again_at_ - now, seconds(1));
  return out;
}

void AccessGate::refused(const Error& why, Instant now) {
  why_ = why;
  why_.remedy = "check the credentials of the system; they are tried again after a while, and at once after a restart";
  ++refusals_;
  if (refusals_ >= closes_at_) again_at_ = now + pause_after(refusals_ - closes_at_ + 1);
}

void AccessGate::granted() { refusals_ = 0; }

}  // namespace syncline
