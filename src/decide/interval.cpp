#include "decide/interval.h"

#include <algorithm>

namespace syncline {

Interval edit_interval(const SlotRule& slot, const Member& before, const Reading& reading) {
  const Interval by_reading{before.read_at - slot.read_lag, reading.read_at};
  if (!slot.clock_offset) return by_reading;
  Interval edited = by_reading;
  if (before.stamp) edited.after = std::max(edited.after, Instant{*before.stamp} - *slot.clock_offset);
  if (reading.stamp)
    edited.by = std::min(edited.by, Instant{*reading.stamp} - *slot.clock_offset + slot.stamp_resolution);
  return edited.after < edited.by ? edited : by_reading;  // else the clock was measured wrongly
}

Later later_of(const Interval& shown, const Interval& agreed) {
  if (shown.after >= agreed.by) return Later::shown;
  if (agreed.after >= shown.by) return Later::agreed;
  return Later::tie;
}

}  // namespace syncline
