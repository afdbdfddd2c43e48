#include "engine/deadlines.h"

#include "engine/outcomes.h"

namespace syncline {
namespace {

std::string named(Reader& reader, LinkId parent) {
  std::string name = "link " + std::to_string(parent.n);
  const auto link = reader.link(parent);
  for (const Member& member : link ? link->shadow.members : std::vector<Member>{}) name += ", " + text_of(member.key);
  return name;
}

void end_overdue(Context& cx, Instant planned_before) {
  const auto reader = cx.store.reader();
  for (const Effect& effect : reader->overdue(planned_before, 100)) {
    refuse_unsent(
        cx, effect,
        {ErrorClass::validation, "effect.parent", effect.reason + "; nothing came in time", text_of(effect.key),
         "make " + named(*reader, effect.waits_for) + " exist in " + effect.key.system + ", then retry", std::nullopt});
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
