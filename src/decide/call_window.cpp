#include "decide/call_window.h"

#include <algorithm>

namespace syncline {
namespace {

constexpr std::int64_t slices_per_window = 50;  // a slice counts until its last call is out of the window

}  // namespace

Instant CallWindow::ready_at(Instant now, std::int64_t most, Duration per) const {
  std::int64_t calls = 0;
  for (const Slice& each : slices_) calls += each.last > now - per ? each.calls : 0;
  Instant ready = now;
  for (const Slice& each : slices_) {
    if (calls < most) break;
    if (each.last <= now - per) continue;
    calls -= each.calls;
    ready = each.last + per;
  }
  return ready;
}

void CallWindow::count(Instant at, std::int64_t calls, Duration per) {
  while (!slices_.empty() && slices_.front().last <= at - per) slices_.pop_front();
  if (slices_.empty() || at - slices_.back().first >= Duration{per.us / slices_per_window}) {
    slices_.push_back({at, at, calls});
    return;
  }
  slices_.back().last = std::max(slices_.back().last, at);
  slices_.back().calls += calls;
}

}  // namespace syncline
