#include "engine/leave_by.h"

#include <algorithm>

#include "base/mutant.h"
#include "engine/outcomes.h"

namespace syncline {
namespace {

constexpr Duration farthest_look = minutes(10);  // no call waits that long

}  // namespace

Instant leave_by(Context& cx, const Effect& effect) {
  const Instant now = cx.rt.now();
  const Instant far = now + farthest_look;
  if (mutant("window-ignored")) return far;
  return std::min(open_until(cx.setup.systems.at(effect.key.system).times, now, far),
                  open_until(cx.setup.rules_of(effect.key.system, effect.key.object).times, now, far));
}

Instant fresh_until(Context& cx, const ObjectTraits& traits, const Effect& effect) {
  constexpr Duration fresh = seconds(10);
  const bool looked = effect.op == EffectOp::transition ||
                      (effect.op != EffectOp::create && effect.op != EffectOp::append && traits.reads_before_write);
  const bool lost_its_turn = effect.error && effect.error->code == "connect.rate";
  if (!looked || traits.precondition != Precondition::read || lost_its_turn) return far_future;
  return cx.rt.now() + fresh;
}

bool came_too_late(Context& cx, const Effect& effect, Instant leave_by) {
  if (cx.rt.now() < leave_by) return false;
  const std::string why = "its window closed before it could be sent";
  if (effect.state == EffectState::unknown) {
    still_unknown(cx, effect, {ErrorClass::transient, "effect.unsettled", why, text_of(effect.key), "", std::nullopt});
  } else {
    put_back(cx, effect, why);
  }
  return true;
}

}  // namespace syncline
