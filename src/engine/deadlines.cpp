#include "engine/deadlines.h"

#include "engine/outcomes.h"
#include "engine/references.h"

namespace syncline {
namespace {

void end_overdue(Context& cx, Instant planned_before) {
  const auto reader = cx.store.reader();
  for (const Effect& effect : reader->overdue(planned_before, 100)) {
    refuse_unsent(
        cx, effect,
        {ErrorClass::validation, "effect.parent", effect.reason + "; nothing came in time", text_of(effect.key),
         "make " + called(*reader, effect.waits_for) + " exist in " + effect.key.system + ", then retry",
         std::nullopt});
  }
}

Error undecided(const Hold& hold, const Effect& effect) {
  return {ErrorClass::validation,
          "effect.undecided",
          "held since " + to_iso(hold.opened_at) + ", since there was " + hold.cause + "; nobody has decided in time",
          text_of(effect.key),
          "retry it if it is right; if not, correct the record",
          std::nullopt};
}

/// Nobody has decided: each write that is held becomes a dead letter, and the hold is over.
void end_undecided(Context& cx, const Hold& hold) {
  commit(cx, [&](Tx& tx) { return tx.reject(hold.id, "nobody has decided in time").ok(); });
  for (;;) {
    const auto held = cx.store.reader()->held(hold.id, {}, 100);
    for (const Effect& effect : held) refuse_unsent(cx, effect, undecided(hold, effect));
    if (held.empty()) return;
  }
}

}  // namespace

void watch_deadlines(Context& cx) {
  for (;;) {
    cx.rt.sleep_for(minutes(1));
    for (const Hold& hold : cx.store.reader()->holds(true, 1000)) {
      if (hold.ends_at <= cx.rt.now()) end_undecided(cx, hold);
    }
    end_overdue(cx, cx.rt.now() - cx.setup.parent_deadline);
  }
}

}  // namespace syncline
