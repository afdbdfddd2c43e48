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

}  // namespace

void watch_deadlines(Context& cx) {
  for (;;) {
    cx.rt.sleep_for(minutes(1));
    end_overdue(cx, cx.rt.now() - cx.setup.parent_deadline);
  }
}

}  // namespace syncline
